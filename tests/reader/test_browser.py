"""The reader in a real Chromium, as a person uses it."""

import json
import re

import pytest

from tests.reader.waiting import until

WIDTHS = (360, 768, 1440)
PAGES = (
    "/",
    "/why/",
    "/names/",
    "/sources/",
    "/evidence/",
    "/errata/",
    "/map/",
    "/paths/",
    "/zoo/",
    "/derive/",
    "/model/",
    "/interface/",
    "/area/learning/",
    "/statement/hoeffding-inequality/",
    "/statement/question-why-depth/",
    "/statement/spectral-complexity-bound/",
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_at_any_width(page, address, path):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} px wide at {width}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page, address, path, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=scheme)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    found = axe.Axe().run(page).response["violations"]
    serious = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_link_in_a_proof_opens_in_place_to_any_depth(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.click("details.proof a[data-knowl='hoeffding-lemma']")
    knowl = page.locator("details.proof .knowl").first
    knowl.wait_for()
    assert "Hoeffding" in knowl.inner_text()
    knowl.locator("a[data-knowl]").nth(1).click()
    page.locator("details.proof .knowl .knowl").wait_for()
    page.locator("details.proof a[data-knowl='hoeffding-lemma']").first.click()
    until(page, "document.querySelectorAll('details.proof .knowl').length === 0")
    assert page.url.endswith("/statement/hoeffding-inequality/")


def test_hovering_peeks(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.hover("details.proof a[data-knowl='hoeffding-lemma']")
    page.locator(".knowl-peek").wait_for()
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.knowl-peek')")


def test_search_as_you_type(page, address):
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("bounded differ")
    page.locator("#hits li").first.wait_for()
    assert "McDiarmid" in page.locator("#hits").inner_text()
    slowest = page.evaluate(
        """async () => {
            const input = document.querySelector('#search');
            let worst = 0;
            for (const words of ['rademacher', 'Hoeffding', 'vc dim', 'conv']) {
                input.value = words;
                const start = performance.now();
                input.dispatchEvent(new Event('input', { bubbles: true }));
                await new Promise((done) => { const wait = () => document.querySelector('#hits li[data-id]') ? done() : setTimeout(wait, 1); wait(); });
                worst = Math.max(worst, performance.now() - start);
            }
            return worst;
        }"""
    )
    assert slowest < 400  # 50 ms on an idle machine
    page.fill("#search", "Telgarsky")
    page.locator("#hits li[data-id='telgarsky-sawtooth-depth-separation']").wait_for()
    page.fill("#search", "\\VCdim")
    page.locator("#hits li[data-id='vc-dimension']").wait_for()
    page.fill("#search", "rademacher complexity")
    page.locator("#hits li[data-id='rademacher-complexity']").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statement/rademacher-complexity/")


def test_keys(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.wait_for_selector("html.js")
    before = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_selector("html.js")
    page.keyboard.press("p")
    page.wait_for_url(before)
    page.wait_for_selector("html.js")
    page.keyboard.press("f")
    until(page, "!document.querySelector('details.proof').open")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_url("**/map/?id=hoeffding-inequality*")


def test_steps_fold(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    tall = page.locator("#step-2-body").bounding_box()["height"]
    page.click("#step-2 .step-fold")
    assert page.locator("#step-2-body").bounding_box()["height"] < 0.7 * tall  # its first line stays
    assert page.locator("#step-2 .step-fold").get_attribute("aria-expanded") == "false"
    assert page.locator("#step-2-body").evaluate("body => body.inert")
    page.click("#step-2 .step-fold")
    assert page.locator("#step-2-body").bounding_box()["height"] == tall


def test_the_map_is_drawn_and_leads_on(page, address):
    page.goto(address + "/map/?id=finite-class-uniform-convergence&depth=1")
    page.wait_for_selector("#map canvas")
    few = int(page.locator("#map").get_attribute("data-count"))
    page.fill("#map-controls input[name=depth]", "4")
    until(page, f"Number(document.querySelector('#map').dataset.count) > {few}")
    page.goto(address + "/map/")
    page.wait_for_selector("#map canvas")
    assert int(page.locator("#map").get_attribute("data-count")) >= 6


def test_the_map_takes_titles_lists_what_it_draws_and_says_what_it_does_not_know(page, address):
    page.goto(address + "/map/")
    page.wait_for_selector("#map canvas")
    assert page.locator("#map-text li").first.inner_text().startswith("Foundations")
    page.fill("#map-controls input[name=id]", "Hoeffding's inequality")
    page.locator("#map-text a[data-knowl='hoeffding-lemma']").wait_for()
    assert page.locator("#map-text li").count() == int(page.locator("#map").get_attribute("data-count"))
    page.fill("#map-controls input[name=id]", "Hoeffding's inequalit")
    until(page, "document.querySelector('#map-fault').textContent.includes('no such statement')")


def test_the_formula_names_its_numbers_as_the_page_does(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.locator(".formula-live path.curve").wait_for()
    label = page.locator(".formula-live label", has=page.locator("[name='confidence.delta']"))
    assert label.locator(".katex").count() == 1 and "confidence" in label.inner_text()
    assert all(
        len(one.input_value()) <= 7 for one in page.locator(".formula-live input[type=number]").all()
    )  # rounded to two digits
    assert "\\le" in page.locator(".formula-live .display annotation").first.text_content()
    assert page.locator(".formula-live svg text").count() >= 5


def test_the_formula_is_live(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.locator(".formula-live path.curve").wait_for()
    page.fill(".formula-live input[name='sample.n']", "20000")
    page.fill(".formula-live input[name='confidence.delta']", "0.05")
    until(page, "document.querySelector('.formula-live .value').textContent.includes('0.0096')")
    page.fill(".formula-live input[name='confidence.delta']", "3")
    page.locator(".formula-live .value.fault").wait_for()
    page.said.clear()  # the browser reports the refused request


def test_paths_keep_what_is_known_over_a_reload(page, address):
    page.goto(address + "/paths/?goal=finite-class-uniform-convergence")
    page.locator("#path li").first.wait_for()
    before = page.locator("#path li").count()
    item = page.locator("#path li[data-id='hoeffding-inequality'] input")
    item.click()
    until(page, f"document.querySelectorAll('#path li').length < {before}")
    after = page.locator("#path li").count()
    page.reload()
    page.locator("#path li").first.wait_for()
    assert page.locator("#path li").count() == after
    with page.expect_download() as download:
        page.click("[data-action=export]")
    assert json.loads(download.value.path().read_text()) == ["hoeffding-inequality"]
    page.set_input_files(
        "#path-file input[type=file]", {"name": "known.json", "mimeType": "application/json", "buffer": b'["risk"]'}
    )
    until(page, f"document.querySelectorAll('#path li').length < {after}")
    page.goto(address + "/statement/risk/")
    assert page.locator(".know input").is_checked()


def test_a_chapter_is_known_as_a_whole(page, address):
    page.goto(address + "/area/foundations/")
    page.wait_for_load_state("networkidle")
    page.locator("[data-know-all]").check()
    assert page.locator(".list li.known").count() == page.locator(".list li").count() > 20
    page.goto(address + "/statement/entropy/")
    until(page, "document.querySelector('[data-know]').checked")
    page.locator("[data-know]").uncheck()
    page.goto(address + "/area/foundations/")
    until(page, "document.querySelector('[data-know-all]').indeterminate")
    page.evaluate(
        "fetch('/api/known', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '[]' }).then(() => true)"
    )  # for the tests that come after


def test_derive(page, address):
    page.goto(address + "/derive/")
    page.click("#derive button[type=submit]")
    page.locator("#derived li").first.wait_for()
    assert "0.01544" in page.locator("#derived").inner_text()
    page.locator("#derived summary").first.click()
    page.locator("#derived a[data-knowl='test-set-bound']").first.wait_for()
    until(page, "document.querySelector('#derived a[data-knowl]').textContent === 'Test-set bound'")


def test_a_model_is_uploaded_and_its_report_shown(page, address, tmp_path):
    import numpy as np

    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, size=300)
    scores = rng.normal(size=(300, 2))
    scores[np.arange(300), labels] += 3
    np.savez(tmp_path / "scores.npz", scores=scores)
    np.savez(tmp_path / "test.npz", x=rng.normal(size=(300, 3)), y=labels)
    page.goto(address + "/model/")
    page.set_input_files("input[name=model]", str(tmp_path / "scores.npz"))
    page.set_input_files("input[name=test]", str(tmp_path / "test.npz"))
    page.click("#model button")
    page.wait_for_selector("iframe.report", timeout=240_000)
    report = page.frame_locator("iframe.report")
    assert "at most" in report.locator("body").inner_text(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_it_reads_without_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/statement/hoeffding-inequality/")
    assert page.locator("details.proof ol").is_visible()
    assert page.locator("math").count() > 10
    page.click("details.proof a[data-knowl='hoeffding-lemma']")
    assert page.url.endswith("/statement/hoeffding-lemma/")
    context.close()


def test_print_shows_the_text_and_nothing_to_press(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.locator(".formula-live path.curve").wait_for()
    page.click("details.proof > summary")
    page.emulate_media(media="print")
    for hidden in ("header.site", "footer.site", ".turn", ".know", ".copies", ".formula-live", ".badges"):
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
    assert page.locator("#step-4").bounding_box()["height"] > 10  # also of a proof that is folded
    assert page.locator(".sources cite").first.is_visible()


def test_dark_mode_is_dark_and_print_hides_the_chrome(page, address):
    page.emulate_media(color_scheme="dark")
    page.goto(address + "/statement/risk/")
    red, green, blue = map(
        int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]
    )
    assert max(red, green, blue) < 60
    page.emulate_media(media="print")
    assert not page.locator("header.site").is_visible()


def test_copies(page, address):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(address + "/statement/hoeffding-inequality/")
    for what, wanted in (
        ("link", "/statement/hoeffding-inequality/"),
        ("bibtex", "@"),
        ("tex", "Hoeffding"),
        ("citation", "Corollary"),
    ):
        page.click(f"[data-copy={what}]")
        until(page, f"navigator.clipboard.readText().then((words) => words.includes({json.dumps(wanted)}))")


def test_the_exported_site_searches_without_a_server_of_ours(page, tmp_path):
    import functools
    import http.server
    import threading

    from corollary import text
    from corollary.reader.export import export
    from corollary.reader.site import Site

    export(Site(text.load()), tmp_path / "a" / "b")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *args: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/a/b/statement/risk/")
        page.keyboard.press("/")
        page.keyboard.type("hoeffding ineq")
        page.locator("#hits li[data-id='hoeffding-inequality']").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**/a/b/statement/hoeffding-inequality/")
        page.wait_for_load_state("networkidle")
        server.shutdown()


def test_a_symbol_shows_its_meaning_and_leads_to_its_definition(page, address):
    page.goto(address + "/statement/psi-transform-bound/")
    page.wait_for_selector("html.js")
    page.locator("[data-macro=BayesRisk]").first.hover()
    page.locator(".meaning").wait_for()
    assert page.locator(".meaning").inner_text() == "Bayes risk"
    page.locator(".meaning a").click()
    page.wait_for_url("**/statement/bayes-risk/")


def test_a_symbol_that_no_page_introduces_has_its_meaning_too(page, address):
    page.goto(address + "/statement/sub-gaussian/")
    page.wait_for_selector("html.js")
    page.locator("main [data-macro=R]").first.hover()
    page.locator(".meaning").wait_for()
    assert page.locator(".meaning").inner_text() == "the real numbers"
    assert page.locator(".meaning a").count() == 0


def test_a_norm_is_asked_about_at_its_bars_only(page, address):
    page.goto(address + "/statement/spectral-complexity-bound/")
    page.wait_for_selector("html.js")
    norm = page.locator(".claim [data-macro=norm]").first
    norm.locator(".mopen").first.click()
    until(page, "document.querySelector('.meaning')?.textContent.startsWith('norm')")
    page.keyboard.press("Escape")
    norm.locator(".mathnormal").first.click()
    page.wait_for_timeout(300)
    assert page.locator(".meaning").count() == 0


def test_symbols_by_keyboard_and_by_tap(page, address):
    page.goto(address + "/statement/psi-transform-bound/")
    page.wait_for_selector("html.js")
    page.keyboard.press("s")
    until(page, "document.activeElement.closest('.meaning') !== null")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    seen = {first}
    for _ in range(6):
        page.keyboard.press("s")
        page.wait_for_timeout(60)
        seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert len(seen) > 1
    page.keyboard.press("Escape")
    assert page.locator(".meaning").count() == 0
    page.locator("[data-macro=Risk]").first.click()
    assert page.locator(".meaning").inner_text() == "risk of a hypothesis"


def test_the_meaning_of_a_symbol_does_not_change_what_is_read_aloud(page, address):
    page.goto(address + "/statement/psi-transform-bound/")
    assert page.locator("math [data-macro]").count() == 0
    hidden = page.evaluate(
        "[...document.querySelectorAll('[data-macro]')].every((one) => one.closest('[aria-hidden=true]'))"
    )
    assert hidden and page.locator("math").count() > 20


def test_the_zoo_is_searched_by_formula(page, address):
    page.goto(address + "/zoo/")
    page.wait_for_selector("html.js")
    page.fill("#zoo input[name=formula]", "convex & ~calibrated")
    until(page, "document.querySelectorAll('details.animal:not([hidden])').length === 1")
    assert page.locator("details.animal:not([hidden])").get_attribute("id") == "perceptron-loss"
    page.locator("#perceptron-loss summary").click()
    assert "not falling at zero, hence not calibrated" in page.locator("#perceptron-loss").inner_text()
    for wrong in ("convex &", "(convex", "convex bounded", "unicorn", '"convex'):
        page.fill("#zoo input[name=formula]", wrong)
        page.locator("#zoo-found.fault").wait_for()
        page.fill("#zoo input[name=formula]", "")
        until(page, "!document.querySelector('#zoo-found.fault')")
    page.goto(address + "/zoo/#relu")
    until(page, "document.querySelector('#relu').open")


def test_the_zoo_in_the_browser_agrees_with_the_engine(page, address):
    from corollary import zoo

    page.goto(address + "/zoo/")
    page.wait_for_selector("html.js")
    for formula in (
        "loss & smooth", "~convex", "universal | bounded & ~sigmoidal", "~(convex | ~universal)", "~~pac", "'strongly convex'",
        '"finite VC dimension" & ~finite', "convex | ~convex",
    ):  # fmt: skip
        page.fill("#zoo input[name=formula]", formula)
        page.wait_for_timeout(250)
        shown = page.evaluate("[...document.querySelectorAll('details.animal:not([hidden])')].map((one) => one.id)")
        assert shown == zoo.load().search(formula), formula


def test_facts_complete_themselves_and_what_is_missing_can_be_supposed(page, address):
    page.goto(address + "/derive/")
    page.locator("label.add").wait_for()
    page.fill("textarea[name=given]", "")
    page.fill("input[name=add]", "Iid")
    assert page.input_value("input[name=add]") == "Iid(n=)"
    assert "independent sample" in page.locator(".says").inner_text()
    page.fill("input[name=add]", "Iid(n=500)")
    page.keyboard.press("Enter")
    assert page.input_value("textarea[name=given]") == "Iid(n=500)"
    page.click("#derive button[type=submit]")
    page.locator("#derived .missing li").first.wait_for()
    page.locator("#derived .missing li button").first.click()
    page.click("#derive button[type=submit]")
    page.locator("#derived ol > li").first.wait_for()
    assert "risk" in page.locator("#derived ol > li").first.inner_text()
    assert page.locator("#derived details[open] ul").count() > 0


def test_wide_formulas_can_be_reached_by_keyboard_when_the_window_narrows(page, address):
    page.goto(address + "/statement/hoeffding-inequality/")
    page.wait_for_selector("html.js")
    page.set_viewport_size({"width": 360, "height": 800})
    until(
        page,
        "[...document.querySelectorAll('.display')].filter((one) => one.scrollWidth > one.clientWidth).every((one) => one.tabIndex === 0)",
    )
    assert page.locator(".display[tabindex='0']").count() > 0
    page.set_viewport_size({"width": 1440, "height": 800})
    until(page, "document.querySelectorAll('.display[tabindex]').length === 0")


def test_every_page_reads_without_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        assert len(page.locator("main").inner_text()) > 40, path
        assert page.locator("a[href$='errata/']").count() >= 1, path
    page.goto(address + "/zoo/")
    page.locator("#relu summary").click()
    assert "universal" in page.locator("#relu").inner_text()
    context.close()
