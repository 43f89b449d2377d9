"""Uses the page's editor in a browser: every kind of preview, findings with their lines, faults, keys, a phone's screen."""

import json
import os
import shutil
import subprocess
import sys
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

KEY = "key-of-the-page-test"


def start(program, **env):
    """The service on a free port, and its address."""
    settings = {"PORT": "0", "BIND": "127.0.0.1", "AUDIT_LOG": "off", "PATH": os.environ["PATH"], **env}
    process = subprocess.Popen([program], env=settings, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        address = json.loads(line).get("address")
        if address:
            return process, f"http://{address}/"
    sys.exit("page: the service did not start")


def browser():
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1500"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


class Page:
    def __init__(self, driver, address):
        self.driver = driver
        driver.get(address)

    def at(self, name):
        return self.driver.find_element(By.ID, name)

    def wait(self, what, condition):
        WebDriverWait(self.driver, 20).until(lambda _: condition(), f"page: {what}")

    def shows(self, selector):
        """The element of the preview, once it is there."""
        found = []
        self.wait(f"the preview shows {selector}",
                  lambda: found.extend(self.at("preview").find_elements(By.CSS_SELECTOR, selector)) or found)
        return found[0]

    def choose(self, name):
        Select(self.at("format")).select_by_visible_text(name)

    def write(self, text):
        self.driver.execute_script(
            "const song = document.getElementById('song'); song.value = arguments[0];"
            "song.dispatchEvent(new Event('input'))", text)

    def complaints(self):
        """What the browser says about the page, but for answers with an error, which some steps want."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING") and "Failed to load resource" not in entry["message"]]


def development(driver, address, picture):
    page = Page(driver, address)
    image = page.shows("img")
    page.wait("the picture is drawn", lambda: driver.execute_script("return arguments[0].naturalWidth > 100", image))
    assert not page.at("key").is_displayed(), "no key is asked for in development mode"
    time.sleep(0.5)
    if picture:
        driver.save_screenshot(picture)
    page.choose("text")
    assert "Amazing Grace" in page.shows("pre").text
    page.choose("html")
    frame = page.shows("iframe[srcdoc]")
    assert frame.get_attribute("sandbox") == "", "a converted page runs nothing"
    driver.switch_to.frame(frame)
    assert "Amazing Grace" in driver.find_element(By.TAG_NAME, "body").text
    driver.switch_to.default_content()
    page.choose("pdf")
    assert page.shows("iframe[src^='blob:']")
    assert page.at("save").get_attribute("download") == "Amazing Grace.pdf"
    page.choose("png")
    page.shows("img")
    page.choose("text")
    page.shows("pre")
    page.write("{title: X}\n[C]La\n{no_such_thing: 1}\n")
    findings = page.at("findings")
    page.wait("the finding has its line", lambda: "Line 3" in findings.text)
    findings.find_element(By.TAG_NAME, "button").click()
    selected = driver.execute_script(
        "const s = document.getElementById('song'); return s.value.slice(s.selectionStart, s.selectionEnd)")
    assert selected == "{no_such_thing: 1}", selected
    page.at("config").send_keys("no-such-preset")
    page.wait("a fault is shown", lambda: "400" in page.shows("p.fault").text)
    assert "there is no preset" in page.shows("p.fault").text
    assert page.complaints() == [], page.complaints()


def on_a_phone(driver, address):
    """Nothing but tables is wider than the screen, and these scroll by themselves."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": 375, "height": 812, "deviceScaleFactor": 1, "mobile": True})
    page = Page(driver, address)
    page.shows("img")
    width = driver.execute_script("return document.documentElement.scrollWidth")
    assert width == 375, width
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def by_keyboard(driver, address):
    """From the song with the keys alone: what was written is converted with Ctrl and Enter."""
    page = Page(driver, address)
    page.shows("img")
    page.choose("text")
    page.shows("pre")
    song = page.at("song")
    song.send_keys(Keys.CONTROL, "a")
    song.send_keys("{title: By hand}", Keys.ENTER, "La")
    song.send_keys(Keys.CONTROL, Keys.ENTER)
    page.wait("what was written is shown", lambda: "By hand" in page.shows("pre").text)
    song.send_keys(Keys.TAB)
    assert driver.switch_to.active_element.get_attribute("id") == "preview", "the result can be scrolled with keys"


def with_key(driver, address):
    page = Page(driver, address)
    assert page.at("key").is_displayed()
    page.write("{title: X}\nLa")
    time.sleep(1)
    assert page.at("preview").find_elements(By.CSS_SELECTOR, "p.fault") == [], "nothing is sent before there is a key"
    page.at("run").click()
    page.wait("a key is asked for", lambda: "401" in page.shows("p.fault").text)
    page.at("key").send_keys(KEY)
    page.at("run").click()
    page.shows("img")
    assert page.complaints() == [], page.complaints()


program = sys.argv[1]
picture = sys.argv[2] if len(sys.argv) > 2 else None
driver = browser()
services = []
try:
    for env, steps in [({"DEVELOPMENT_MODE": "true"}, lambda address: development(driver, address, picture)),
                       ({"DEVELOPMENT_MODE": "true"}, lambda address: on_a_phone(driver, address)),
                       ({"DEVELOPMENT_MODE": "true"}, lambda address: by_keyboard(driver, address)),
                       ({"API_KEYS": f"page={KEY}"}, lambda address: with_key(driver, address))]:
        process, address = start(program, **env)
        services.append(process)
        steps(address)
    print("page: the editor works, with a key and in development mode")
finally:
    driver.quit()
    for process in services:
        process.terminate()
