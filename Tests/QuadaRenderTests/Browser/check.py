"""Opens a page in headless Chromium and says what is wrong with it, one complaint a line.

check.py PAGE [SCREENSHOT-PREFIX]

Asked are html5lib (strict), the browser's own console (a policy that is broken, an error of the script), axe-core in
light and dark, the width at 360 and 1280 pixels, the filter, and the page without its script. With a prefix, pictures
of the page are kept beside it.
"""
import importlib.util
import pathlib
import sys

import html5lib
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

page = pathlib.Path(sys.argv[1]).resolve()
pictures = sys.argv[2] if len(sys.argv) > 2 else None
# Everything of axe-core but what it calls experimental.
AXE = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).parent / "axe.min.js"


def complain(where, what):
    print(where + ":", ascii(what)[:300])


def open_browser(javascript=True):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "hide-scrollbars"]:
        options.add_argument("--" + argument)
    if not javascript:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def show(browser, width, scheme):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 1400, "deviceScaleFactor": 1, "mobile": False})
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.get(page.as_uri())


def check_parse():
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page.read_bytes(), transport_encoding="utf-8")
    for position, code, data in parser.errors[:20]:
        complain("html5lib", (position, code, data))


def check_looks(browser):
    browser.set_script_timeout(120)
    browser.get(page.as_uri())
    many = browser.execute_script("return document.querySelectorAll('section.audit').length") > 50
    for width in [360, 1280]:
        for scheme in ["light", "dark"]:
            where = f"{width} px, {scheme}"
            show(browser, width, scheme)
            if pictures:
                browser.save_screenshot(f"{pictures}-{width}-{scheme}.png")
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            if wide > width:
                complain(where, f"the page is {wide} px wide")
            # Hundreds of names are alike, and axe-core takes minutes for them: a page of a few is looked at.
            if many:
                continue
            browser.execute_script(AXE.read_text())
            result = browser.execute_async_script(
                """const done = arguments[0];
                axe.run(document, {resultTypes: ["violations"]}).then(done, error => done({error: String(error)}));""")
            if "violations" not in result:
                complain(where, result)
            for violation in result.get("violations", []):
                for node in violation["nodes"][:3]:
                    complain(where, (violation["id"], node["target"], node.get("failureSummary", "")[:160]))
    for entry in browser.get_log("browser"):
        complain("console", entry["message"])


def check_print(browser):
    show(browser, 793, "dark")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    ground = browser.execute_script("return getComputedStyle(document.documentElement).backgroundColor")
    if ground != "rgb(255, 255, 255)":
        complain("print", f"the ground is {ground}")
    closed = browser.execute_script("return document.querySelectorAll('details:not([open])').length")
    if closed:
        complain("print", f"{closed} parts stay folded")
    if browser.execute_script("return Array.from(document.querySelectorAll('.filter')).some(e => e.offsetHeight > 0)"):
        complain("print", "the filter is printed")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def check_filter(browser):
    show(browser, 1280, "light")
    rows = browser.find_elements(By.CSS_SELECTOR, "#names tbody tr")
    sections = browser.find_elements(By.CSS_SELECTOR, "section.audit")
    if not rows:
        if len(sections) > 1:
            complain("filter", "many names and no table of them")
        return
    if len(rows) != len(sections):
        complain("filter", f"{len(rows)} rows, {len(sections)} sections")
    search = browser.find_element(By.ID, "search")
    if not search.is_displayed():
        complain("filter", "the script has not shown it")
        return
    name = rows[-1].get_attribute("data-name")
    search.send_keys(name)

    def count(selector):
        return browser.execute_script(
            "return Array.from(document.querySelectorAll(arguments[0])).filter(e => !e.hidden).length", selector)

    def expect(expected, what):
        shown = count("#names tbody tr")
        if not expected(shown) or count("section.audit") != shown:
            complain("filter", f"{what}: {shown} of {len(rows)} shown")
        words = browser.find_element(By.ID, "shown").text
        if words != f"{shown} of {len(rows)} names shown":
            complain("filter", words)

    expect(lambda shown: 1 <= shown <= len(rows), "the last name")
    search.send_keys(Keys.CONTROL, "a")
    search.send_keys("no such name at all")
    expect(lambda shown: shown == 0, "no such name")
    browser.find_element(By.CSS_SELECTOR, "#filter button").click()
    browser.execute_async_script("setTimeout(arguments[0], 50)")
    expect(lambda shown: shown == len(rows), "after 'Show all'")
    status = rows[0].get_attribute("data-status")
    Select(browser.find_element(By.ID, "status")).select_by_value(status)
    same = [row for row in rows if row.get_attribute("data-status") == status]
    expect(lambda shown: shown == len(same), status)
    # By keyboard alone: the first stop is the link that skips the top.
    show(browser, 1280, "light")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    if browser.switch_to.active_element.get_attribute("class") != "skip":
        complain("keyboard", "the first stop is not the link to the names")


def check_without_script():
    browser = open_browser(javascript=False)
    try:
        browser.get(page.as_uri())
        body = browser.find_element(By.TAG_NAME, "body").text
        for heading in browser.find_elements(By.CSS_SELECTOR, "section.audit h2 .domain"):
            if not heading.is_displayed():
                complain("without script", "a name is not shown: " + heading.text)
                break
        if not body.startswith(("Skip", "quada")):
            complain("without script", body[:80])
    finally:
        browser.quit()


check_parse()
browser = open_browser()
try:
    check_looks(browser)
    check_print(browser)
    check_filter(browser)
finally:
    browser.quit()
check_without_script()
