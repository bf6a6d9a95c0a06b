import pytest
from django.utils.datastructures import MultiValueDict

from curriculum.forms import HandInForm
from curriculum.links import lines_of, named


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://colab.research.google.com/drive/x", "Colab notebook"),
        ("https://www.github.com/a/b", "GitHub"),
        ("https://drive.google.com/x", "Google Drive"),
        ("https://github.com.evil.example/a", "github.com.evil.example"),
        ("https://evil.example/github.com", "evil.example"),
        ("https://github.com@evil.example/", "evil.example"),
        ("https://[broken", "Link"),
        ("", "Link"),
    ],
)
def test_a_link_is_called_by_the_host_it_leads_to(url, place):
    assert named(url).place == place


def test_links_are_read_one_a_line_and_once_each():
    assert lines_of(" a \n\nb\r\na") == ["a", "b"]


def test_several_links_are_the_first_and_the_further_ones():
    form = HandInForm({"text": "", "link": "", "more_links": "example.org/1\nhttps://example.org/2"}, MultiValueDict())

    assert form.is_valid()
    assert form.handed_in()["link"] == "https://example.org/1"
    assert form.handed_in()["more_links"] == ["https://example.org/2"]


def test_each_wrong_line_is_named():
    form = HandInForm({"text": "", "link": "", "more_links": "no link\nhttps://example.org/2"}, MultiValueDict())

    assert "“no link” is no address" in str(form.errors["more_links"])
