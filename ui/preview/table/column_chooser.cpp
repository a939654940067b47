#include "ui/preview/table/column_chooser.h"

#include "core/events/json/visible_text.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {
namespace {

constexpr int dataRole = Qt::UserRole, nameRole = Qt::UserRole + 1;

} // namespace

ColumnChooser::ColumnChooser(const ColumnSurvey &survey, const QStringList &chosen, QWidget *parent)
    : QWidget(parent), m_survey(survey), m_chosen(chosen), m_search(new QLineEdit(this)),
      m_onlyData(new QCheckBox(tr("Only fields with &data"), this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("columnChooser"));
    m_search->setPlaceholderText(tr("Search fields"));
    m_search->setAccessibleName(tr("Search fields"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Fields"));
    m_list->setMinimumSize(260, 340);
    m_list->setUniformItemSizes(true);
    m_onlyData->setChecked(true);
    auto *reset = new QPushButton(tr("&Reset"), this);
    reset->setObjectName(QStringLiteral("resetColumnsButton"));
    reset->setToolTip(tr("Show the useful columns of this type of event again"));
    auto *below = new QHBoxLayout;
    below->addWidget(m_onlyData);
    below->addStretch();
    below->addWidget(reset);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_list);
    layout->addLayout(below);
    setFocusProxy(m_search);

    connect(m_search, &QLineEdit::textChanged, this, [this] { narrow(); });
    connect(m_onlyData, &QCheckBox::toggled, this, [this] { narrow(); });
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem *item) {
        const QString name = item->data(nameRole).toString();
        if (item->checkState() == Qt::Checked)
            m_chosen << name;
        else
            m_chosen.removeAll(name);
        Q_EMIT changed(m_chosen);
    });
    connect(reset, &QPushButton::clicked, this, [this] {
        m_chosen = m_survey.firstColumns();
        fill();
        Q_EMIT changed(m_chosen);
    });
    fill();
}

void ColumnChooser::fill()
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    const QSet<QString> chosen(m_chosen.begin(), m_chosen.end());
    for (const SurveyedField &field : m_survey.fields) {
        auto *item = new QListWidgetItem(visibleText(field.name, 80), m_list);
        item->setData(nameRole, field.name);
        item->setData(dataRole, field.hasData);
        item->setCheckState(chosen.contains(field.name) ? Qt::Checked : Qt::Unchecked);
        if (!field.hasData)
            item->setForeground(palette().color(QPalette::PlaceholderText));
    }
    narrow();
}

void ColumnChooser::narrow()
{
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem *item = m_list->item(i);
        const bool hasPlace =
            !m_onlyData->isChecked() || item->data(dataRole).toBool() || item->checkState() == Qt::Checked;
        item->setHidden(!hasPlace ||
                        !item->data(nameRole).toString().contains(m_search->text(), Qt::CaseInsensitive));
    }
}

} // namespace slipway
