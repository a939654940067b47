#include "ui/preview/event_choice.h"

#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace slipway {

EventChoice::EventChoice(const QStringList &files, const QString &place, QWidget *parent)
    : QDialog(parent), m_list(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("eventChoice"));
    setWindowTitle(tr("Open a file of events"));
    auto *question = new QLabel(tr("Which of these %1 files do you want to see?").arg(files.size()), this);
    m_list->setObjectName(QStringLiteral("eventChoiceList"));
    m_list->setAccessibleName(tr("Files of events"));
    m_list->setHeaderLabels({tr("File"), tr("Size")});
    m_list->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setTextElideMode(Qt::ElideMiddle);
    const QDir folder(place);
    for (const QString &file : files) {
        auto *row = new QTreeWidgetItem(m_list);
        row->setText(0, folder.relativeFilePath(file));
        row->setToolTip(0, file.toHtmlEscaped());
        row->setText(1, QLocale().formattedDataSize(QFileInfo(file).size()));
        row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        row->setData(0, Qt::UserRole, file);
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    theme::makePrimary(buttons->button(QDialogButtonBox::Open));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(question);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(72 * fontMetrics().averageCharWidth(), 20 * fontMetrics().height());
    connect(m_list, &QTreeWidget::itemActivated, this, [this] { choose(); });
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { choose(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void EventChoice::choose()
{
    if (result() == Accepted) // Enter in the list activates its row, and presses the default button as well
        return;
    const QTreeWidgetItem *row = m_list->currentItem();
    if (!row)
        return;
    const QString path = row->data(0, Qt::UserRole).toString();
    accept();
    Q_EMIT chosen(path);
}

} // namespace slipway
