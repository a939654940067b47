// The language in which the programs speak: their own texts, Qt's, and how dates and numbers are written.
//
// What programs read stays the same in every language: the command line speaks English where it writes JSON
// or raw events, and keys, words and numbers in files do not depend on it.
#pragma once
#include <QList>
#include <QString>

namespace slipway {

struct Language
{
    QString code; // ISO 639-1: "de"
    QString name; // in the language itself: "Deutsch"
};

// The languages that there are texts for, in the order in which to offer them.
[[nodiscard]] QList<Language> languages();

// The language for `wanted`, the code of a language or empty for the first of the system's languages that
// there are texts for (LANGUAGE, LC_ALL, LC_MESSAGES and LANG on Linux). English if there are none.
[[nodiscard]] QString languageFor(const QString &wanted);

// Speaks the language for `wanted` from now on. Texts that are already on the screen do not change, so
// programs call this once, before they make any text. Needs an application object; from the main thread.
void useLanguage(const QString &wanted = {});

// The code of the language in use.
[[nodiscard]] QString languageInUse();

// The code of the language of the texts that this thread gets: English while EnglishTexts lives.
[[nodiscard]] QString languageOfTexts();

// While it lives, the texts that this thread asks for are English. For what programs read.
class EnglishTexts
{
public:
    EnglishTexts();
    ~EnglishTexts();
    Q_DISABLE_COPY_MOVE(EnglishTexts)

private:
    const bool m_before;
};

} // namespace slipway
