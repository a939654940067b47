#include "core/language/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <algorithm>
#include <utility>

// The resources are in a static library, and the linker would leave them out without this.
static void initTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace slipway {
namespace {

thread_local bool isEnglishWanted = false;

// Texts that are silent while a thread wants English ones.
class Translation : public QTranslator
{
public:
    using QTranslator::QTranslator;
    [[nodiscard]] QString translate(const char *context, const char *text, const char *comment,
                                    int number) const override
    {
        return isEnglishWanted ? QString() : QTranslator::translate(context, text, comment, number);
    }
};

QString &codeInUse()
{
    static QString code = QStringLiteral("en");
    return code;
}

QList<QTranslator *> &installed()
{
    static QList<QTranslator *> translators;
    return translators;
}

void install(QTranslator *translator)
{
    QCoreApplication::installTranslator(translator);
    installed() << translator;
}

// How dates and numbers are written: as the system does if it speaks the same language, otherwise as that
// language does, in the system's country if that is known.
QLocale localeFor(const QString &code)
{
    const QLocale system = QLocale::system(), wanted(code);
    if (system.language() == wanted.language() ||
        (system.language() == QLocale::C && code == QLatin1String("en")))
        return system;
    return {wanted.language(), system.language() == QLocale::C ? wanted.territory() : system.territory()};
}

} // namespace

QList<Language> languages()
{
    return {{QStringLiteral("en"), QStringLiteral("English")},
            {QStringLiteral("de"), QStringLiteral("Deutsch")}};
}

QString languageFor(const QString &wanted)
{
    const QStringList preferred = wanted.isEmpty() ? QLocale::system().uiLanguages() : QStringList{wanted};
    const QList<Language> all = languages();
    for (const QString &each : preferred) {
        const QString code = each.section(QLatin1Char('-'), 0, 0).section(QLatin1Char('_'), 0, 0);
        if (std::ranges::any_of(all, [&](const Language &language) { return language.code == code; }))
            return code;
    }
    return QStringLiteral("en");
}

void useLanguage(const QString &wanted)
{
    initTranslations();
    for (QTranslator *translator : std::exchange(installed(), {})) {
        QCoreApplication::removeTranslator(translator);
        delete translator;
    }
    const QString code = languageFor(wanted);
    codeInUse() = code;
    QLocale::setDefault(localeFor(code));
    const QString folder = QStringLiteral(":/slipway/translations");
    // English has only the plural forms, which German does not leave open. The last one is asked first.
    auto *plurals = new QTranslator(qApp);
    if (plurals->load(QStringLiteral("slipway_en"), folder))
        install(plurals);
    if (code == QLatin1String("en"))
        return;
    const QString ofQt = QStringLiteral("qtbase_") + code;
    if (auto *qt = new QTranslator(qApp);
        qt->load(ofQt, folder) || qt->load(ofQt, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        install(qt);
    if (auto *ours = new Translation(qApp); ours->load(QStringLiteral("slipway_") + code, folder))
        install(ours);
}

QString languageInUse()
{
    return codeInUse();
}

QString languageOfTexts()
{
    return isEnglishWanted ? QStringLiteral("en") : codeInUse();
}

EnglishTexts::EnglishTexts() : m_before(std::exchange(isEnglishWanted, true)) {}

EnglishTexts::~EnglishTexts()
{
    isEnglishWanted = m_before;
}

} // namespace slipway
