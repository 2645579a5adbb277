"""The crispy pack: NHS.UK markup, and every control tied to its label, hint and error."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Button, ButtonHolder, Column, Div, Field, Fieldset, Hidden, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from core.forms import Radios

CHOICES = [("a", "First"), ("b", "Second")]


def control(required=True, help_text="A hint", **kinds):
    (field, widget), options = kinds.pop("of"), kinds
    return type(
        "ControlForm", (forms.Form,), {"it": field(required=required, help_text=help_text, **widget, **options)}
    )


CONTROLS = {
    "text": control(of=(forms.CharField, {})),
    "textarea": control(of=(forms.CharField, {"widget": forms.Textarea})),
    "select": control(of=(forms.ChoiceField, {"choices": [("", "Choose"), *CHOICES]})),
    "date": control(of=(forms.DateField, {"widget": forms.DateInput(attrs={"type": "date"})})),
    "number": control(of=(forms.IntegerField, {})),
    "email": control(of=(forms.EmailField, {})),
    "password": control(of=(forms.CharField, {"widget": forms.PasswordInput})),
    "file": control(of=(forms.FileField, {})),
}
GROUPS = {
    "radios": control(of=(forms.ChoiceField, {"choices": CHOICES, "widget": forms.RadioSelect})),
    "checkboxes": control(of=(forms.MultipleChoiceField, {"choices": CHOICES, "widget": forms.CheckboxSelectMultiple})),
}
CLASSES = {
    "text": "nhsuk-input",
    "textarea": "nhsuk-textarea",
    "select": "nhsuk-select",
    "date": "nhsuk-input nhsuk-input--width-10",
    "number": "nhsuk-input nhsuk-input--width-5",
    "email": "nhsuk-input",
    "password": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    "file": "nhsuk-file-upload__input",
}


def drawn(form, **helper_attributes):
    helper = FormHelper()
    for name, value in helper_attributes.items():
        setattr(helper, name, value)
    return render_crispy_form(form, helper)


def tag_with(html, part):
    """The one opening tag that holds `part`."""
    found = [tag for tag in re.findall(r"<[a-z][^>]*>", html) if part in tag]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_has_its_class_label_and_hint(name):
    html = drawn(CONTROLS[name]())
    tag = tag_with(html, 'id="id_it"')
    assert f'class="{CLASSES[name]}"' in tag
    assert 'aria-describedby="id_it_helptext"' in tag
    assert 'for="id_it"' in html
    assert '<div class="nhsuk-hint" id="id_it_helptext">A hint</div>' in html
    assert "nhsuk-error-message" not in html


@pytest.mark.parametrize("name", CONTROLS)
def test_an_error_is_tied_to_its_control_and_the_summary_leads_to_it(name):
    html = drawn(CONTROLS[name](data={}, files={}))
    tag = tag_with(html, 'id="id_it"')
    assert 'aria-describedby="id_it_helptext id_it_error"' in tag
    assert 'aria-invalid="true"' in tag
    assert 'class="nhsuk-error-message" id="id_it_error"' in html
    assert "nhsuk-form-group--error" in html
    assert '<a href="#id_it">' in html
    assert html.index("nhsuk-error-summary") < html.index('id="id_it"')


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_is_a_fieldset_whose_error_leads_to_its_first_option(name):
    html = drawn(GROUPS[name](data={}))
    assert 'aria-describedby="id_it_helptext id_it_error"' in tag_with(html, "<fieldset")
    assert re.search(r"<legend[^>]*>\s*It", html)
    assert '<a href="#id_it_0">' in html
    assert 'id="id_it_0"' in html
    assert 'for="id_it_1"' in html
    assert f'class="nhsuk-{name}"' in html


def test_a_tick_box_stands_before_its_label():
    form = type("TickForm", (forms.Form,), {"sure": forms.BooleanField(label="I am sure", help_text="Really")})
    html = drawn(form(data={}))
    assert html.index('id="id_sure"') < html.index('for="id_sure"')
    assert 'class="nhsuk-checkboxes__input"' in tag_with(html, 'id="id_sure"')
    assert "Tick “I am sure”" in html


@pytest.mark.parametrize(
    ("label", "options", "message"),
    [
        ("Number", {}, "Enter the number"),
        ("E-mail address", {}, "Enter the e-mail address"),
        ("ODS code", {}, "Enter the ODS code"),
        ("Who agreed it?", {}, "Answer “Who agreed it?”"),
        ("Reason", {"error_messages": {"required": "Say why the date moves."}}, "Say why the date moves."),
    ],
)
def test_what_is_missing_is_said_by_name(label, options, message):
    form = type("NamedForm", (forms.Form,), {"it": forms.CharField(label=label, **options)})
    html = drawn(form(data={}))
    assert html.count(message) == 2, "in the summary and at the field"


def test_optional_fields_say_so_but_not_in_filters():
    class OptionalForm(forms.Form):
        it = forms.CharField(required=False)

    assert "(optional)" in drawn(OptionalForm())
    assert "(optional)" not in drawn(OptionalForm(), form_method="get")
    OptionalForm.hide_optional = True
    assert "(optional)" not in drawn(OptionalForm())


def test_words_of_people_are_escaped():
    html = drawn(CONTROLS["text"](data={"it": '"><script>'}))
    assert "<script>" not in html


def test_a_field_keeps_its_own_classes_and_loses_its_placeholder():
    form = control(of=(forms.CharField, {"widget": forms.TextInput(attrs={"placeholder": "type here"})}))
    helper = FormHelper()
    helper.layout = Layout(Field("it", css_class="nhsuk-input--width-3"))
    html = render_crispy_form(form(), helper)
    assert 'class="nhsuk-input nhsuk-input--width-3"' in html
    assert "placeholder" not in html


def test_options_can_have_hints_and_uncover_more_questions():
    class WaysForm(forms.Form):
        how = forms.ChoiceField(choices=[("file", "Upload"), ("paste", "Paste")], widget=forms.RadioSelect)
        document = forms.FileField(required=False)
        text = forms.CharField(required=False)

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["how"].widget.option_hints = {"file": "Word or Excel"}
            self.helper = FormHelper()
            self.helper.layout = Layout(Radios("how", reveals={"file": "document", "paste": Field("text")}))

    form = WaysForm(data={"how": "paste"})
    html = render_crispy_form(form, form.helper)
    assert 'aria-describedby="id_how_0_hint"' in html
    assert re.search(r'id="reveal_id_how_0">.*id="id_document".*id="reveal_id_how_1">.*id="id_text"', html, re.DOTALL)
    assert html.count('id="id_text"') == 1


def test_layout_objects_draw_nhs_markup():
    class LaidOutForm(forms.Form):
        one = forms.CharField()
        two = forms.CharField()
        three = forms.CharField()

    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("About it", Row(Column("one"), Column("two"))),
        Div("three", css_class="compact"),
        Hidden("step", "2"),
        ButtonHolder(Submit("save", "Save"), Button("back", "Go back"), HTML('<a href="/">Cancel</a>')),
    )
    html = render_crispy_form(LaidOutForm(), helper)
    assert '<legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">About it</legend>' in html
    assert 'class="form-row"' in html
    assert 'class="compact"' in html
    assert '<input type="hidden" name="step" value="2"' in html
    assert "nhsuk-button--secondary" not in tag_with(html, 'name="save"')
    assert "nhsuk-button--secondary" in tag_with(html, 'name="back"')
    assert "btn" not in html
    assert "novalidate" in tag_with(html, "<form")


def test_a_formset_lists_the_errors_of_all_its_forms():
    formset = forms.formset_factory(CONTROLS["text"], extra=0)(
        data={"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-it": "", "form-1-it": ""}
    )
    html = render_crispy_form(formset, FormHelper())
    assert '<a href="#id_form-0-it">' in html
    assert '<a href="#id_form-1-it">' in html
    assert 'name="form-TOTAL_FORMS"' in html


def test_the_filter_draws_fields_for_a_form_tag_of_ones_own():
    source = "{% load crispy_forms_tags %}{{ form|as_crispy_errors }}<form>{{ form|crispy }}</form>"
    html = Template(source).render(Context({"form": CONTROLS["text"](data={})}))
    assert html.count("<form") == 1
    assert html.index("nhsuk-error-summary") < html.index("<form")
    assert 'class="nhsuk-input nhsuk-input--error"' in html


def test_a_filter_panel_shows_what_is_in_force_and_how_to_take_it_away():
    source = "{% include 'components/filter_panel.html' %}"
    form = GROUPS["checkboxes"]()
    html = Template(source).render(
        Context({"form": form, "active": [("Rating: Red", "?q=x")], "clear_url": "/plans/", "target": "#list"})
    )
    assert 'hx-target="#list"' in html
    assert 'href="?q=x"' in html
    assert 'href="/plans/"' in html
    assert "(optional)" not in html
    assert "Filters in force" not in Template(source).render(Context({"form": form}))


def test_a_filter_panel_is_shut_until_it_is_opened_or_wrong():
    def details(**context):
        html = Template("{% include 'components/filter_panel.html' %}").render(Context(context))
        return tag_with(html, "<details")

    assert "open" not in details(form=GROUPS["checkboxes"]())
    assert "open" in details(form=GROUPS["checkboxes"](), open=True)
    assert "open" in details(form=GROUPS["checkboxes"](data={"it": "no such choice"}))
