"""`{{ text|markdown }}`: what people wrote, as harmless HTML."""

from django import template
from django.utils.safestring import SafeString

from curriculum.markdown import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    return render(text)
