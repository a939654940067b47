#include "ui/exporting/destination_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace slipway {

DestinationForm::DestinationForm(const DestinationKind &kind, const Destination &shown, bool hasStored,
                                 QWidget *parent)
    : QWidget(parent)
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow); // to align their right edges
    using Type = DestinationField::Type;
    for (const DestinationField &field : kind.fields) {
        const QString id = field.id(), value = shown.options.value(id);
        if (field.type == Type::Switch) {
            auto *box = new QCheckBox(field.labelText(), this);
            box->setChecked(value == QLatin1String("true"));
            connect(box, &QCheckBox::toggled, this, &DestinationForm::changed);
            form->addRow(QString(), box);
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
            m_choices.insert(id, box);
            continue;
        }
        auto *edit = new QLineEdit(value, this);
        edit->setObjectName(id + QStringLiteral("Edit"));
        edit->setAccessibleName(field.labelText());
        edit->setPlaceholderText(field.hintText());
        connect(edit, &QLineEdit::textChanged, this, &DestinationForm::changed);
        (field.isSecret() ? m_secrets : m_lines).insert(id, edit);
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
        form->addRow(label, row);
    }
    // A KMS key is only used with KMS encryption.
    auto *key = m_lines.value(QStringLiteral("kms_key"));
    if (auto *encryption = m_choices.value(QStringLiteral("encryption")); encryption && key) {
        const auto show = [form, encryption, key] {
            form->setRowVisible(key, encryption->currentData() == QStringLiteral("aws:kms"));
        };
        connect(encryption, &QComboBox::currentIndexChanged, this, show);
        show();
    }
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
