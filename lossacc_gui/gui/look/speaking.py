"""Gives the window its language: the catalogue, what Qt says itself, and how numbers are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from lossacc_gui.language import ENGLISH, Language, Numbers, Speech, speak
from lossacc_gui.resource import resource

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication, QTranslator

COMMA = QLocale.Language.German, QLocale.Country.Germany
POINT = QLocale.Language.English, QLocale.Country.UnitedStates


def speak_as(app: QCoreApplication, language: Language, numbers: Numbers) -> tuple[QTranslator, ...]:
    """Say everything so in windows that are made from now on; returns what Qt asks for it."""
    told = heard(language)
    comma = told is Language.GERMAN if numbers is Numbers.LANGUAGE else numbers is Numbers.COMMA
    speak(speech_of(told, comma=comma))
    if comma != (QLocale().decimalPoint() == ","):
        QLocale.setDefault(QLocale(*(COMMA if comma else POINT)))
    if told is Language.ENGLISH:
        return ()
    from PySide6.QtCore import QLibraryInfo, QTranslator

    from lossacc_gui.gui.look.translator import Translator

    own = QTranslator(app)  # installed last and so asked first: the words of Qt's dialogs
    own.load(f"qtbase_{told.value}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    translators = Translator(app), own
    for translator in translators:
        app.installTranslator(translator)
    return translators


def heard(language: Language) -> Language:
    """The language itself, where that of the system is wanted: English unless it is one that the program knows."""
    if language is not Language.SYSTEM:
        return language
    system = QLocale.system().uiLanguages()
    return Language.GERMAN if system and system[0].partition("-")[0] == Language.GERMAN else Language.ENGLISH


def speech_of(language: Language, *, comma: bool) -> Speech:
    """English needs no catalogue; one that is not there, as in a damaged installation, makes English too."""
    if language is Language.ENGLISH:
        return Speech(comma=comma) if comma else ENGLISH
    from gettext import GNUTranslations

    try:
        with resource("languages", f"{language.value}.mo").open("rb") as file:
            return Speech(GNUTranslations(file), comma)
    except (OSError, ValueError):
        return Speech(comma=comma)
