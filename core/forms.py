"""Layout objects that crispy-forms has no name for."""

from crispy_forms.layout import Field
from crispy_forms.utils import TEMPLATE_PACK, render_field


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
