"""Pages of the admin as a browser meets them."""

from django.urls import reverse


def url(model, what="changelist", *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=arguments)


def posted(response):
    """What a browser would send of the form on a page: the values that stand in it."""
    form = response.context["adminform"].form
    data = {}
    for name in form.fields:
        value = form[name].value()
        if value is True:
            data[name] = "on"
        elif value not in (None, False):
            data[name] = value
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        for name in formset.management_form.fields:
            data[formset.management_form[name].html_name] = formset.management_form[name].value()
        for row in formset.forms:
            for name in row.fields:
                value = row[name].value()
                if value not in (None, False):
                    data[row[name].html_name] = getattr(value, "pk", value)
    return data


def change(client, obj, **fields):
    """Open the page of an object, change some fields, send it."""
    address = url(type(obj), "change", obj.pk)
    return client.post(address, posted(client.get(address)) | fields)


def errors(response):
    return str(response.context["errors"]) if response.context else ""
