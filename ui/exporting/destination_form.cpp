#include "ui/exporting/destination_form.h"

#include "ui/widgets/fold_button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway {
namespace {

// What most destinations leave as it is.
const QStringList &advancedFields()
{
    static const QStringList names{
        QStringLiteral("session_token"),   QStringLiteral("path_style"),    QStringLiteral("encryption"),
        QStringLiteral("kms_key"),         QStringLiteral("acl"),           QStringLiteral("tier"),
        QStringLiteral("etag_is_not_md5"), QStringLiteral("storage_class"),
    };
    return names;
}

} // namespace

DestinationForm::DestinationForm(const DestinationKind &kind, const Destination &shown, bool hasStored,
                                 QWidget *parent)
    : QWidget(parent), m_button(new FoldButton(tr("&Advanced"), this)), m_advanced(new QWidget(this))
{
    auto *basic = new QFormLayout, *advanced = new QFormLayout(m_advanced);
    for (QFormLayout *form : {basic, advanced}) {
        form->setContentsMargins(0, 0, 0, 0);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow); // to align their right edges
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(basic);
    layout->addWidget(m_button);
    layout->addWidget(m_advanced);
    QList<QWidget *> advancedOrder;
    bool hasAdvanced = kind.isHttp, isAdvancedUsed = !shown.caFile.isEmpty() || !shown.proxy.isEmpty();
    using Type = DestinationField::Type;
    for (const DestinationField &field : kind.fields) {
        const QString id = field.id(), value = shown.options.value(id);
        const bool isAdvanced = advancedFields().contains(id);
        QFormLayout *form = isAdvanced ? advanced : basic;
        hasAdvanced = hasAdvanced || isAdvanced;
        isAdvancedUsed = isAdvancedUsed || (isAdvanced && !value.isEmpty());
        if (field.type == Type::Switch) {
            auto *box = new QCheckBox(field.labelText(), this);
            box->setChecked(value == QLatin1String("true"));
            connect(box, &QCheckBox::toggled, this, &DestinationForm::changed);
            form->addRow(QString(), box);
            (isAdvanced ? advancedOrder : m_order) << box;
            m_switches.insert(id, box);
            continue;
        }
        const QString label = field.labelText() + QLatin1Char(':');
        if (field.type == Type::Choice) {
            auto *box = new QComboBox(this);
            for (const QString &choice : field.choiceList())
                box->addItem(choice.isEmpty() ? field.hintText() : choice, choice);
            box->setCurrentIndex(std::max(0, box->findData(value)));
            box->setAccessibleName(field.labelText());
            connect(box, &QComboBox::currentIndexChanged, this, &DestinationForm::changed);
            form->addRow(label, box);
            (isAdvanced ? advancedOrder : m_order) << box;
            m_choices.insert(id, box);
            continue;
        }
        auto *edit = new QLineEdit(value, this);
        edit->setObjectName(id + QStringLiteral("Edit"));
        edit->setAccessibleName(field.labelText());
        edit->setPlaceholderText(field.hintText());
        connect(edit, &QLineEdit::textChanged, this, &DestinationForm::changed);
        (field.isSecret() ? m_secrets : m_lines).insert(id, edit);
        (isAdvanced ? advancedOrder : m_order) << edit;
        if (field.isSecret()) {
            edit->setEchoMode(QLineEdit::Password);
            edit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
            edit->setDragEnabled(false);
            if (hasStored)
                edit->setPlaceholderText(tr("Leave empty to keep what is stored"));
        }
        if (field.type != Type::File) {
            form->addRow(label, edit);
            continue;
        }
        auto *row = new QHBoxLayout;
        auto *browse = new QPushButton(tr("Browse…"), this);
        browse->setAccessibleName(tr("Browse for %1").arg(field.labelText()));
        connect(browse, &QPushButton::clicked, this, [this, edit, title = field.labelText()] {
            if (const QString file = QFileDialog::getOpenFileName(this, title); !file.isEmpty())
                edit->setText(file);
        });
        row->addWidget(edit, 1);
        row->addWidget(browse);
        (isAdvanced ? advancedOrder : m_order) << browse;
        form->addRow(label, row);
    }
    m_order << m_button;
    m_order += advancedOrder;
    m_button->setObjectName(QStringLiteral("advancedDestinationButton"));
    m_button->setVisible(hasAdvanced);
    m_button->setOpen(hasAdvanced && isAdvancedUsed);
    m_advanced->setVisible(m_button->isOpen());
    connect(m_button, &FoldButton::folded, this, [this](bool isOpen) {
        m_advanced->setVisible(isOpen);
        Q_EMIT advancedShown();
    });
    // A KMS key is only used with KMS encryption.
    auto *key = m_lines.value(QStringLiteral("kms_key"));
    if (auto *encryption = m_choices.value(QStringLiteral("encryption")); encryption && key) {
        const auto show = [advanced, encryption, key] {
            advanced->setRowVisible(key, encryption->currentData() == QStringLiteral("aws:kms"));
        };
        connect(encryption, &QComboBox::currentIndexChanged, this, show);
        show();
    }
}

bool DestinationForm::isAdvancedShown() const
{
    return m_button->isOpen();
}

QMap<QString, QString> DestinationForm::options() const
{
    QMap<QString, QString> options;
    const auto add = [&](const QString &id, const QString &value) {
        if (!value.isEmpty())
            options.insert(id, value);
    };
    for (auto line = m_lines.cbegin(); line != m_lines.cend(); ++line) {
        if (!line.value()->isHidden())
            add(line.key(), line.value()->text().trimmed());
    }
    for (auto choice = m_choices.cbegin(); choice != m_choices.cend(); ++choice)
        add(choice.key(), choice.value()->currentData().toString());
    for (auto box = m_switches.cbegin(); box != m_switches.cend(); ++box)
        add(box.key(), box.value()->isChecked() ? QStringLiteral("true") : QString());
    return options;
}

DestinationSecrets DestinationForm::secrets() const
{
    DestinationSecrets secrets;
    for (auto edit = m_secrets.cbegin(); edit != m_secrets.cend(); ++edit) {
        if (const QByteArray text = edit.value()->text().trimmed().toUtf8(); !text.isEmpty())
            secrets.insert(edit.key(), Secret(text));
    }
    return secrets;
}

void DestinationForm::clearSecrets()
{
    for (QLineEdit *edit : m_secrets)
        edit->clear();
}

} // namespace slipway
