"""What all pages share: set-up and navigation, the box, the tray, long texts in links, login."""

from hea_ui.shell.page import PAGES, Page, notices, setup

__all__ = ["PAGES", "Page", "notices", "setup"]
