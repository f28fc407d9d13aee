"""How a page is drawn: its first screen first, nothing moved, the next page made ahead."""

import re
import urllib.request

import pytest

from tests.reader.waiting import until

LONG = "/statement/random-reshuffling-lower-bounds-general/"
DEEP = "[...document.querySelectorAll('[data-later]')]"
LAID_OUT = f"{DEEP}.every((one) => one.getBoundingClientRect().height > 0)"  # it is 0 while its content is skipped


def test_a_page_is_drawn_quickly(page, address):
    page.goto(address + "/statement/spectral-complexity-bound/")
    page.goto(address + "/statement/spectral-complexity-bound/")
    painted = "performance.getEntriesByName('first-contentful-paint')"
    until(page, painted + ".length > 0")  # it comes after the load event when the machine is busy
    drawn = page.evaluate(painted + "[0].startTime")
    assert drawn < 2000  # 200 ms on an idle machine; benchmarks/reader_paint.py measures


SHIFT = """new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 50);
})"""


@pytest.mark.parametrize("path", ["/statement/spectral-complexity-bound/", "/statement/question-why-depth/", "/zoo/"])
def test_what_is_read_does_not_move_when_script_starts(page, address, path):
    page.goto(address + path)
    page.wait_for_selector("html.js")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFT) < 0.25  # none on an idle machine; a late font moves lines


@pytest.mark.parametrize(
    "id", ["random-reshuffling-lower-bounds-general", "rademacher-calculus", "stein-lemma", "question-why-depth"]
)
def test_what_comes_later_is_below_the_first_screen_and_comes(page, address, id):
    page.goto(f"{address}/statement/{id}/")
    until(page, f"document.documentElement.matches('.drawn') && {LAID_OUT}")
    page.wait_for_load_state("networkidle")
    tops = page.evaluate(f"{DEEP}.map((one) => one.getBoundingClientRect().top)")
    assert tops and min(tops) > 900
    text = page.locator("main").inner_text()
    for name in ("Uses", "Cite"):
        assert name in text


def test_what_comes_later_is_there_without_script(browser, address):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address + LONG)
    assert all(one.bounding_box()["height"] > 0 for one in page.locator("[data-later]").all())
    context.close()


def test_what_comes_later_is_on_paper_and_comes_even_if_the_script_does_not(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.route("**/reader.js*", lambda route: route.abort())
    page.goto(address + LONG)
    shown = "getComputedStyle(document.querySelector('[data-later]')).contentVisibility"
    assert page.evaluate(shown) == "hidden"
    page.emulate_media(media="print")
    assert page.evaluate(shown) == "visible"
    page.emulate_media(media="screen")
    page.wait_for_timeout(2500)
    assert page.evaluate(LAID_OUT)
    context.close()


def test_an_address_within_a_page_and_a_reload_lead_to_the_same_place(page, address):
    page.goto(f"{address}{LONG}#step-15")
    until(page, "Math.abs(document.querySelector('#step-15').getBoundingClientRect().top) < 60")
    page.goto(address + LONG)
    until(page, LAID_OUT)
    page.evaluate("window.scrollTo({ top: 3000, behavior: 'instant' })")
    page.wait_for_timeout(300)
    page.reload()
    until(page, "Math.abs(window.scrollY - 3000) < 60")


def test_script_and_style_are_asked_for_once(page, address):
    taken = "performance.getEntriesByType('resource').filter((one) => /reader\\.(css|js)/.test(one.name)).map((one) => one.transferSize)"
    page.goto(address + "/statement/hoeffding-inequality/")
    assert all(size > 0 for size in page.evaluate(taken))
    page.goto(address + "/statement/risk/")
    assert page.evaluate(taken) == [0, 0]


def test_an_asset_is_lasting_under_the_address_that_names_its_content(address):
    with urllib.request.urlopen(address + "/statement/risk/") as answer:
        (name,) = re.findall(r'href="../../(assets/reader\.css\?v=\w+)"', answer.read().decode())

    def cache(path):
        with urllib.request.urlopen(f"{address}/{path}") as answer:
            return answer.headers["Cache-Control"]

    assert "immutable" in cache(name)
    assert cache(name.partition("?")[0]) == cache(name[:-1] + "_") == "no-cache"


def ahead(page, within):
    """The paths of the pages that the browser was told to make ahead (it does not while it is watched)."""
    session, seen = page.context.new_cdp_session(page), set()
    session.on(
        "Preload.prerenderStatusUpdated",
        lambda event: seen.add(event["key"]["url"].partition("//")[2].partition("/")[2]),
    )
    session.send("Preload.enable")
    within()
    session.detach()
    return seen


def test_the_page_behind_a_link_is_made_ahead_when_the_pointer_rests_on_it(page, address):
    def rest(where):
        page.locator(where).first.hover()
        page.wait_for_timeout(700)

    page.goto(address + "/area/learning/")
    until(page, "document.querySelector('script[type=speculationrules]') !== null")
    assert "statement/risk/" in ahead(page, lambda: rest(".list a[href$='/risk/']"))
    page.goto(address + "/statement/risk/")
    until(page, "document.querySelectorAll('script[type=speculationrules]').length === 2")  # read for a while
    after = page.locator("a[rel=next]").get_attribute("href").removeprefix("../../")
    assert ahead(page, lambda: rest(".claim a[data-knowl]")) <= {after}  # it opens in place
    assert "why/" in ahead(page, lambda: rest("header.site nav a"))


def test_the_next_page_is_made_ahead_once_this_one_is_read(page, address):
    page.goto(address + "/area/learning/")

    def read():
        page.goto(address + "/statement/risk/")
        until(page, "document.querySelectorAll('script[type=speculationrules]').length === 2")
        page.wait_for_timeout(500)

    seen = ahead(page, read)
    assert seen == {page.locator("a[rel=next]").get_attribute("href").removeprefix("../../")}


def test_what_is_marked_as_known_in_one_window_shows_in_another(page, address):
    page.goto(address + "/area/learning/")
    item = page.locator(".list li[data-id=risk]")
    assert "known" not in (item.get_attribute("class") or "")
    other = page.context.new_page()
    other.goto(address + "/statement/risk/")
    other.locator("[data-know]").check()
    until(page, "document.querySelector('.list li[data-id=risk]').matches('.known')")
    other.locator("[data-know]").uncheck()
    until(page, "!document.querySelector('.list li[data-id=risk]').matches('.known')")
