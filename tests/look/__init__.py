"""The look of the house: templates, tags, the form pack, the vendored style sheets."""
