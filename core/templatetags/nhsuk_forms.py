"""What the crispy pack `nhsuk` asks of Python: the class of a widget, the options of a group, where an error leads."""

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string

register = template.Library()

# The first row whose widget fits gives the class; every other kind of widget is an input.
WIDGET_CLASSES = (
    (forms.Textarea, "nhsuk-textarea"),
    ((forms.CheckboxSelectMultiple, forms.RadioSelect), ""),
    (forms.Select, "nhsuk-select"),
    (forms.CheckboxInput, "nhsuk-checkboxes__input"),
    (forms.FileInput, "nhsuk-file-upload__input"),
    (forms.PasswordInput, "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input"),
)
INPUT_CLASS = "nhsuk-input"
DEFAULT_WIDTHS = ((forms.DateInput, "nhsuk-input--width-10"), (forms.NumberInput, "nhsuk-input--width-5"))
WITH_ERROR = ("nhsuk-textarea", "nhsuk-select", "nhsuk-input")


@register.filter
def kind(field) -> str:
    """How a bound field is drawn: checkbox, options, group, file, password or input."""
    widget = field.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    if isinstance(widget, forms.MultiWidget):
        return "group"
    return "input"


@register.simple_tag
def nhsuk_widget(field):
    """Draw the widget of a bound field with the class that NHS.UK frontend gives it, beside any class it has.

    Without a placeholder: it goes when one types, and the label and hint say it better.
    """
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    classes = next((name for types, name in WIDGET_CLASSES if isinstance(widget, types)), INPUT_CLASS)
    own = widget.attrs.get("class", "")
    if "--width-" not in own:
        width = next((name for types, name in DEFAULT_WIDTHS if isinstance(widget, types)), "")
        classes = f"{classes} {width}".strip()
    first = classes.partition(" ")[0]
    if field.errors and first in WITH_ERROR:
        classes += f" {first}--error"
    return field.as_widget(attrs={"class": f"{classes} {own}".strip()})


@register.simple_tag
def nhsuk_options(field, reveals=None):
    """The options of radios or checkboxes, each a dict: id, name, value, label, checked, disabled, type, hint, reveal.

    Hints come from `option_hints` on the widget, a dict by value; `reveals` holds what an option uncovers, by value.
    """
    widget = field.field.widget
    hints = {str(value): hint for value, hint in getattr(widget, "option_hints", {}).items()}
    attrs = field.build_widget_attrs({"id": field.auto_id} if field.auto_id else {}, widget)
    options = []
    for _group, members, _index in widget.optgroups(field.html_name, widget.format_value(field.value()), attrs):
        for option in members:
            value = str(option["value"])
            options.append(
                {
                    "id": option["attrs"].get("id", ""),
                    "name": option["name"],
                    "value": value,
                    "label": option["label"],
                    "checked": option["selected"],
                    "disabled": option["attrs"].get("disabled", False),
                    "type": option["type"],
                    "hint": hints.get(value, ""),
                    "reveal": (reveals or {}).get(value, ""),
                }
            )
    return options


@register.filter
def error_target(field) -> str:
    """The id that an error's link leads to: the first control of the field."""
    if kind(field) in ("options", "group"):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def messages(field) -> list[str]:
    """What is wrong with a field, in words that make sense away from it.

    Django's "This field is required." does not, in a summary on top of the page: it becomes what is asked for.
    Words that a form gives itself are left alone.
    """
    said = []
    for error in field.errors.as_data():
        for message in error.messages:
            bare = error.code == "required" and message == forms.Field.default_error_messages["required"]
            said.append(_what_is_missing(field) if bare else message)
    return said


def _what_is_missing(field) -> str:
    label = str(field.label).strip()
    drawn = kind(field)
    if drawn == "checkbox":
        return f"Tick “{label}”"
    if label.endswith("?"):
        return f"Answer “{label}”"
    if not label.split(" ")[0].isupper():
        label = label[:1].lower() + label[1:]
    verb = "Enter"
    if drawn in ("options", "file") or isinstance(field.field.widget, forms.Select):
        verb = "Choose"
    return f"{verb} the {label}"


@register.filter
def error_list(form) -> list[tuple[str, str]]:
    """Everything wrong with a form or formset, in the order of its fields, as (address, message).

    What concerns no single field has an empty address.
    """
    if not form:
        return []
    if isinstance(form, BaseFormSet):
        whole = [("", message) for message in form.non_form_errors()]
        return whole + [line for member in form.forms for line in error_list(member)]
    if not form.is_bound or not form.errors:
        return []
    lines = [("", message) for message in form.non_field_errors()]
    for field in form:
        address = "" if field.is_hidden else f"#{error_target(field)}"
        lines += [(address, message) for message in messages(field)]
    return lines


@register.simple_tag
def filter_field(field):
    """One compact field of a filter panel: a small label over its control, never marked optional.

    A list shows the same filters on nearly every page, so a field is drawn once for each set of choices and value.
    """
    widget = field.field.widget
    choices = list(getattr(widget, "choices", ()))
    key = repr((type(widget), field.html_name, field.auto_id, field.label, widget.attrs, choices, field.value()))
    drawn = None if field.errors else _drawn.get(key)
    if drawn is None:
        drawn = render_to_string("nhsuk/filter_field.html", {"field": field, "kind": kind(field)})
        if not field.errors and len(key) <= _LONGEST_KEY:
            if len(_drawn) >= _KEPT:
                _drawn.clear()
            _drawn[key] = drawn
    return drawn


_drawn: dict[str, str] = {}
_KEPT, _LONGEST_KEY = 512, 50_000
