"""Layout objects that crispy-forms has no name for, and a select for long lists."""

from crispy_forms.layout import Field
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms


class Radios(Field):
    """Radios that uncover more questions: `Radios("how", reveals={"file": "document", "paste": Field("text")})`.

    `reveals` gives, by value of the choice, a field name or layout object. Without script everything is in view; the
    form decides which answers count.
    """

    def __init__(self, field, *, reveals, **kwargs):
        super().__init__(field, **kwargs)
        self.reveals = reveals

    def render(self, form, context, template_pack=TEMPLATE_PACK, extra_context=None, **kwargs):
        shown = {
            str(value): render_field(part, form, context, template_pack=template_pack)
            for value, part in self.reveals.items()
        }
        extra_context = {**(extra_context or {}), "reveals": shown}
        return super().render(form, context, template_pack=template_pack, extra_context=extra_context, **kwargs)


class QuickSelect(forms.Select):
    """A select drawn by one template; Django's own takes one more for each option, and a long list feels it."""

    template_name = "nhsuk/quick_select.html"

    def get_context(self, name, value, attrs):
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = {str(v) for v in self.format_value(value)}
        groups, loose = [], []
        for key, label in self.choices:
            if isinstance(label, list | tuple):
                groups.append((key, [(v, words, str(v) in chosen) for v, words in label]))
            else:
                loose.append((key, label, str(key) in chosen))
        context["widget"] |= {"loose": loose, "groups": groups}
        return context
