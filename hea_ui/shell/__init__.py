"""What all pages share: set-up and navigation, the box, the tray, the comparison, links and history."""

from hea_ui.shell.page import PAGES, Page, notices, setup

__all__ = ["PAGES", "Page", "notices", "setup"]
