#include "ui/preview/event_detail.h"

#include "core/base/plural_form.h"
#include "core/events/json/visible_text.h"
#include "ui/preview/json_colours.h"
#include "ui/preview/json_tree_model.h"
#include "ui/preview/table/event_table_model.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace slipway {

EventDetail::EventDetail(QWidget *parent)
    : QWidget(parent), m_loader(new EventLoader(this)), m_model(new JsonTreeModel(this)),
      m_search(new QLineEdit(this)), m_indent(new QCheckBox(tr("&Indent"), this)), m_mark(new QLabel(this)),
      m_json(new QPushButton(tr("JSON"), this)), m_views(new QStackedWidget(this)),
      m_tree(new QTreeView(this)), m_text(new QPlainTextEdit(this))
{
    m_search->setObjectName(QStringLiteral("detailSearch"));
    m_search->setPlaceholderText(tr("Search in this event"));
    m_search->setAccessibleName(tr("Search in this event"));
    m_search->setToolTip(tr("Enter or F3 finds the next match"));
    m_search->setClearButtonEnabled(true);
    m_search->setAcceptDrops(false); // so that the window opens a file dropped here
    m_indent->setChecked(true);
    m_indent->setToolTip(tr("Break the JSON text into lines; its values stay as they were sent"));
    m_mark->setTextFormat(Qt::PlainText);
    m_mark->setWordWrap(true);
    m_mark->setObjectName(QStringLiteral("detailMark"));
    m_mark->hide();

    m_tree->setObjectName(QStringLiteral("eventTree"));
    m_tree->setAccessibleName(tr("Fields of the selected event"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setIndentation(16);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->resizeSection(0, 150);
    m_tree->header()->setStretchLastSection(true);
    m_tree->installEventFilter(this);
    // As in the table of events.
    m_tree->setLayoutDirection(Qt::LeftToRight);
    m_text->setLayoutDirection(Qt::LeftToRight);
    m_text->setObjectName(QStringLiteral("eventText"));
    m_text->setAccessibleName(tr("JSON of the selected event"));
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);

    new JsonColours(m_text);
    m_json->setObjectName(QStringLiteral("detailJsonButton"));
    m_json->setCheckable(true);
    m_json->setToolTip(tr("Show the event as JSON text instead of its fields"));
    auto *raw = new QWidget(m_views);
    auto *rawLayout = new QVBoxLayout(raw);
    rawLayout->setContentsMargins(0, 0, 0, 0);
    rawLayout->addWidget(m_indent);
    rawLayout->addWidget(m_text);
    m_views->setAccessibleName(tr("The selected event"));
    m_views->addWidget(m_tree);
    m_views->addWidget(raw);
    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_json);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_mark);
    layout->addWidget(m_views, 1);

    connect(m_loader, &EventLoader::loaded, this, &EventDetail::take);
    connect(m_json, &QPushButton::toggled, this,
            [this](bool isJson) { m_views->setCurrentIndex(isJson ? 1 : 0); });
    connect(m_indent, &QCheckBox::toggled, this, [this] { fillText(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { findNext(); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &EventDetail::showMenu);
    auto *again = new QShortcut(QKeySequence::FindNext, this);
    again->setWhatsThis(tr("Find the next match in the event")); // for the list of shortcuts
    again->setContext(Qt::WidgetWithChildrenShortcut);
    connect(again, &QShortcut::activated, this, [this] { findNext(); });
}

void EventDetail::show(const EventDocumentPtr &document, qint64 row)
{
    if (!document || row < 0)
        return clear();
    // Keep the tree if the same event is shown again, for example because the columns have changed.
    if (document == m_document && row == m_row)
        return;
    m_document = document;
    m_row = row;
    m_loader->load(document, row);
}

void EventDetail::clear()
{
    m_document.reset();
    m_row = -1;
    m_loader->forget();
    take({});
}

void EventDetail::setUtc(bool utc)
{
    m_model->setUtc(utc);
}

void EventDetail::take(const LoadedEvent &event)
{
    m_event = event;
    m_model->setEvent(event);
    QStringList marks;
    if (event.row >= 0 && event.health != EventHealth::Well)
        marks << healthSentence(event.health);
    if (!event.items.isWhole && event.items.items.size() > 1000)
        marks << tr("Only the first %L1 fields are listed.", nullptr, pluralForm(event.items.items.size()))
                     .arg(event.items.items.size());
    m_mark->setText(theme::sign(theme::Tone::Warning) + QStringLiteral("  ") + marks.join(QLatin1Char(' ')));
    m_mark->setVisible(!marks.isEmpty());
    fillText();
}

void EventDetail::fillText()
{
    // A very long line would take the text widget seconds to lay out.
    constexpr qsizetype longestLine = 4000, mostUnbroken = 50'000;
    const QString whole = QString::fromUtf8(
        m_indent->isChecked() ? m_event.indented : m_event.padded.left(std::min(m_event.size, mostUnbroken)));
    QString text;
    for (const QString &line : whole.split(QLatin1Char('\n'))) {
        text += m_indent->isChecked() ? visibleText(line, longestLine) : visibleText(line, mostUnbroken);
        text += QLatin1Char('\n');
    }
    text.chop(1);
    const bool isCut = m_indent->isChecked() ? m_event.indented.size() >= LoadedEvent::mostShown
                                             : m_event.size > mostUnbroken;
    if (isCut)
        text += QStringLiteral("\n\n") +
                tr("… The event has %1; only its start is shown. Copying the whole event copies all of it.")
                    .arg(QLocale().formattedDataSize(m_event.size, 1, QLocale::DataSizeSIFormat));
    m_text->setPlainText(text);
}

void EventDetail::findNext()
{
    const QString text = m_search->text();
    if (text.isEmpty())
        return;
    bool isFound = false;
    if (m_views->currentWidget() == m_tree) {
        QModelIndex found = m_model->find(text, m_tree->currentIndex());
        if (!found.isValid()) // start again from the top
            found = m_model->find(text, {});
        isFound = found.isValid();
        if (isFound) {
            m_tree->setCurrentIndex(found);
            m_tree->scrollTo(found);
        }
    } else {
        isFound = m_text->find(text);
        if (!isFound) {
            m_text->moveCursor(QTextCursor::Start);
            isFound = m_text->find(text);
        }
    }
    m_search->setToolTip(isFound ? tr("Enter or F3 finds the next match") : tr("Not in this event"));
    m_search->setProperty("notFound", !isFound);
    QPalette colours = palette();
    if (!isFound)
        colours.setColor(QPalette::Text, theme::text(theme::Tone::Bad, this));
    m_search->setPalette(colours);
}

bool EventDetail::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy)) {
            copyValue();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void EventDetail::copyValue()
{
    QGuiApplication::clipboard()->setText(m_model->value(m_tree->currentIndex()));
}

void EventDetail::copyPath()
{
    QGuiApplication::clipboard()->setText(m_model->path(m_tree->currentIndex()));
}

void EventDetail::showMenu(const QPoint &at)
{
    const QModelIndex index = m_tree->currentIndex();
    QMenu menu(this);
    if (index.isValid()) {
        menu.addAction(tr("Copy &value"), this, &EventDetail::copyValue);
        menu.addAction(tr("Copy &path"), this, &EventDetail::copyPath);
        if (!m_model->hasChildren(index.siblingAtColumn(0))) {
            const QString path = m_model->fieldPath(index);
            const QByteArray value = m_model->rawValue(index);
            menu.addSeparator();
            menu.addAction(tr("&Only this value"), this,
                           [this, path, value] { Q_EMIT filterWanted(path, value, true); });
            menu.addAction(tr("&Not this value"), this,
                           [this, path, value] { Q_EMIT filterWanted(path, value, false); });
        }
        menu.addSeparator();
    }
    QAction *whole = menu.addAction(tr("Copy the whole &event"), this, [this] {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(m_event.text()));
    });
    whole->setEnabled(m_event.row >= 0);
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

} // namespace slipway
