#include "ui/exporting/destination_dialog.h"

#include "core/net/proxy_passwords.h"
#include "ui/exporting/destination_form.h"
#include "ui/widgets/banner.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace slipway {

DestinationDialog::DestinationDialog(Workspace &workspace, const Destination &destination, QWidget *parent)
    : QDialog(parent), m_workspace(workspace), m_destination(destination), m_name(new QLineEdit(this)),
      m_bucket(new QLineEdit(this)), m_prefix(new QLineEdit(this)), m_caFile(new QLineEdit(this)),
      m_proxy(new QLineEdit(this)), m_kind(new QComboBox(this)), m_bucketLabel(new QLabel(this)),
      m_steps(new QLabel(this)), m_formPlace(new QVBoxLayout), m_reach(new QFormLayout),
      m_banner(new Banner(this)), m_test(new QPushButton(tr("&Test destination"), this))
{
    const bool isNew = destination.id.isEmpty();
    setWindowTitle(isNew ? tr("New destination") : tr("Edit %1").arg(destination.name));
    setMinimumWidth(560);
    m_name->setObjectName(QStringLiteral("destinationNameEdit"));
    m_bucket->setObjectName(QStringLiteral("bucketEdit"));
    m_prefix->setObjectName(QStringLiteral("prefixEdit"));
    m_kind->setObjectName(QStringLiteral("kindBox"));
    m_test->setObjectName(QStringLiteral("testDestinationButton"));
    m_steps->setObjectName(QStringLiteral("destinationSteps"));
    m_name->setAccessibleName(tr("Name"));
    m_prefix->setAccessibleName(tr("Prefix"));
    m_kind->setAccessibleName(tr("Kind"));
    m_caFile->setObjectName(QStringLiteral("destinationCaFileEdit"));
    m_proxy->setObjectName(QStringLiteral("destinationProxyEdit"));
    m_caFile->setAccessibleName(tr("CA file"));
    m_proxy->setAccessibleName(tr("Proxy"));
    m_name->setPlaceholderText(tr("SIEM drop"));
    m_prefix->setPlaceholderText(tr("none"));
    m_caFile->setPlaceholderText(tr("none"));
    m_proxy->setPlaceholderText(tr("the system's"));
    m_steps->setTextFormat(Qt::RichText); // our own text, in colours
    m_steps->setWordWrap(true);
    m_steps->hide();
    for (const DestinationKind &kind : destinationKinds())
        m_kind->addItem(kind.titleText(), kind.id());
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(destination.kind)));
    m_kind->setEnabled(isNew);

    auto *top = new QFormLayout;
    top->addRow(tr("&Name:"), m_name);
    top->addRow(tr("&Kind:"), m_kind);
    m_bucketLabel->setBuddy(m_bucket);
    top->addRow(m_bucketLabel, m_bucket);
    top->addRow(tr("&Prefix:"), m_prefix);
    m_reach->addRow(tr("CA &file:"), m_caFile);
    m_reach->addRow(tr("Pro&xy:"), m_proxy);
    auto *where =
        new QLabel(tr("Keys and passwords are stored in this computer's keychain and nowhere else."), this);
    where->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setObjectName(QStringLiteral("saveDestinationButton"));
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_test);
    if (!isNew) {
        m_remove = new QPushButton(tr("&Remove…"), this);
        m_remove->setObjectName(QStringLiteral("removeDestinationButton"));
        bottom->addWidget(m_remove);
        connect(m_remove, &QPushButton::clicked, this, [this] { remove(); });
    }
    bottom->addStretch();
    bottom->addWidget(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addLayout(m_formPlace);
    layout->addLayout(m_reach);
    layout->addWidget(where);
    layout->addWidget(m_steps);
    layout->addWidget(m_banner);
    layout->addStretch();
    layout->addLayout(bottom);

    m_name->setText(destination.name);
    m_bucket->setText(destination.bucket);
    m_prefix->setText(destination.prefix);
    m_caFile->setText(destination.caFile);
    m_proxy->setText(destination.proxy);
    for (QLineEdit *edit : {m_name, m_bucket, m_prefix, m_caFile, m_proxy})
        connect(edit, &QLineEdit::textChanged, this, [this] { edited(); });
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] { showKind(); });
    connect(m_test, &QPushButton::clicked, this, [this] { test(); });
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { save(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showKind();
}

DestinationDialog::~DestinationDialog()
{
    m_stop.request_stop();
}

void DestinationDialog::showKind()
{
    const DestinationKind *kind = destinationKind(m_kind->currentData().toString());
    delete m_form;
    m_form = new DestinationForm(*kind, m_destination, !m_destination.id.isEmpty(), this);
    m_formPlace->addWidget(m_form);
    m_form->show(); // now, since the dialog's height depends on it
    connect(m_form, &DestinationForm::changed, this, [this] { edited(); });
    connect(m_form, &DestinationForm::advancedShown, this, [this] {
        showReach();
        fitHeight();
    });
    showReach();
    m_bucketLabel->setText(kind->bucketLabelText() + QLatin1Char(':'));
    m_bucket->setAccessibleName(kind->bucketLabelText());
    m_bucket->setPlaceholderText(kind->isAtomic ? QString() : tr("/path, or a folder in the user's home"));
    alignLabels();
    QList<QWidget *> order{m_name, m_kind, m_bucket, m_prefix};
    order += m_form->order();
    order += QList<QWidget *>{m_caFile, m_proxy, m_test, m_save};
    for (qsizetype at = 1; at < order.size(); ++at)
        setTabOrder(order[at - 1], order[at]);
    update();
    fitHeight();
}

// Grows the dialog so that messages below the form do not take room away from it.
void DestinationDialog::makeRoom()
{
    if (!isVisible())
        return;
    layout()->activate();
    const int wanted = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                     : layout()->totalSizeHint().height();
    if (height() < wanted)
        resize(width(), wanted);
}

void DestinationDialog::showReach()
{
    const bool isHttp = destinationKind(m_kind->currentData().toString())->isHttp;
    for (QLineEdit *edit : {m_caFile, m_proxy})
        m_reach->setRowVisible(edit, isHttp && m_form->isAdvancedShown());
}

// Makes the dialog no taller than its form needs.
void DestinationDialog::fitHeight()
{
    if (isVisible()) {
        layout()->activate();
        resize(width(), sizeHint().height());
    }
    makeRoom();
}

// Makes the labels of all forms equally wide, so that the forms look like one.
void DestinationDialog::alignLabels()
{
    QList<QWidget *> labels;
    for (const QFormLayout *form : findChildren<QFormLayout *>()) {
        for (int row = 0; row < form->rowCount(); ++row) {
            const QLayoutItem *label = form->itemAt(row, QFormLayout::LabelRole);
            if (label && label->widget())
                labels << label->widget();
        }
    }
    int widest = 0;
    for (const QWidget *label : labels)
        widest = std::max(widest, label->sizeHint().width());
    for (QWidget *label : labels)
        label->setMinimumWidth(widest);
}

Destination DestinationDialog::entered() const
{
    Destination destination;
    destination.id = m_destination.id;
    destination.name = m_name->text().trimmed();
    destination.kind = m_kind->currentData().toString();
    destination.bucket = m_bucket->text().trimmed();
    destination.prefix = m_prefix->text().trimmed();
    while (destination.prefix.startsWith(QLatin1Char('/')))
        destination.prefix.remove(0, 1);
    while (destination.prefix.endsWith(QLatin1Char('/')))
        destination.prefix.chop(1);
    destination.options = m_form->options();
    if (destination.kindRow().isHttp) { // otherwise these fields are hidden
        destination.caFile = m_caFile->text().trimmed();
        destination.proxy = m_proxy->text().trimmed();
    }
    return destination;
}

void DestinationDialog::update()
{
    const Result<void> valid = validate(entered());
    m_test->setEnabled(m_testing ? !m_stop.stop_requested() : valid.has_value() && !m_saving);
    m_test->setText(m_testing ? tr("S&top testing") : tr("&Test destination"));
    m_save->setEnabled(valid.has_value() && !m_name->text().trimmed().isEmpty() && !m_testing && !m_saving);
    const QString reason = valid ? (m_name->text().trimmed().isEmpty() ? tr("A name is needed.") : QString())
                                 : valid.error().message + QLatin1Char(' ') + valid.error().nextStep;
    m_save->setToolTip(reason);
    m_test->setToolTip(valid ? QString() : reason);
    if (!valid && !m_bucket->text().isEmpty())
        m_banner->show(theme::Tone::Warning, reason);
    else if (!m_testing && !m_steps->isVisible())
        m_banner->hide();
    makeRoom();
}

void DestinationDialog::edited()
{
    m_passed.reset();
    m_steps->hide(); // they are about something else now
    update();
}

void DestinationDialog::freeze(bool isFrozen)
{
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_name, m_bucket, m_prefix, m_form, m_caFile, m_proxy})
        field->setEnabled(!isFrozen);
    m_kind->setEnabled(!isFrozen && m_destination.id.isEmpty());
    if (m_remove)
        m_remove->setEnabled(!isFrozen);
    update();
}

void DestinationDialog::test()
{
    if (m_testing) {
        m_banner->show(
            theme::Tone::Neutral,
            tr("Removing the test object… You can close this window: the object is removed anyway."));
        m_stop.request_stop();
        return update();
    }
    tryProxyPasswordsAgain();
    m_testing = true;
    m_passed.reset();
    m_shownSteps.clear();
    showSteps();
    m_steps->show();
    m_stop = std::stop_source(); // the previous one may have been used
    m_banner->show(theme::Tone::Neutral, tr("Writing, reading, listing and deleting a small object…"));
    freeze(true);
    QPointer<DestinationDialog> self(this);
    const auto told = [self](const DestinationTestStep &step) {
        if (self)
            self->showStep(step);
    };
    QCoro::connect(m_workspace.test(entered(), m_form->secrets(), told, m_stop.get_token()), this,
                   [self](const DestinationTestReport &report) {
                       if (self)
                           self->testEnded(report);
                   });
}

void DestinationDialog::showStep(const DestinationTestStep &step)
{
    m_shownSteps << step;
    showSteps();
}

void DestinationDialog::showSteps()
{
    using Outcome = DestinationTestStep::Outcome;
    QStringList lines;
    for (const DestinationTestStep &step : m_shownSteps) {
        theme::Tone tone = theme::Tone::Neutral;
        QString text;
        switch (step.outcome) {
        case Outcome::Passed:
            tone = theme::Tone::Good;
            text = tr("%1: done, %2 ms").arg(step.title).arg(step.time.count());
            if (!step.note.isEmpty())
                text += QStringLiteral(". ") + step.note;
            break;
        case Outcome::Noted:
            tone = theme::Tone::Warning;
            text = tr("%1: %2").arg(step.title, step.note);
            break;
        case Outcome::Failed:
            if (step.error && step.error->kind == ErrorKind::Cancelled) {
                text = tr("%1: stopped").arg(step.title);
                break;
            }
            tone = theme::Tone::Bad;
            text = tr("%1: failed after %2 ms").arg(step.title).arg(step.time.count());
            break;
        case Outcome::Skipped:
            text = tr("%1: not tried").arg(step.title);
            break;
        }
        lines << QStringLiteral("<span style=\"color:%1\">%2</span>&nbsp;%3")
                     .arg(theme::text(tone, this).name(), theme::sign(tone), text.toHtmlEscaped());
    }
    m_steps->setText(lines.join(QLatin1String("<br>")));
}

void DestinationDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showSteps();
}

void DestinationDialog::testEnded(const DestinationTestReport &report)
{
    m_testing = false;
    const bool isStopped = report.error() && report.error()->kind == ErrorKind::Cancelled;
    if (!isStopped)
        m_passed = report.isPassed();
    if (m_passed && !m_destination.id.isEmpty() && m_form->secrets().isEmpty())
        (void)m_workspace.keepDestinationTest(entered(), *m_passed);
    if (const auto error = report.error(); isStopped)
        m_banner->show(theme::Tone::Neutral, tr("The test was stopped."));
    else if (error)
        m_banner->show(*error);
    else
        m_banner->show(report.leftBehind.isEmpty() ? theme::Tone::Good : theme::Tone::Warning,
                       report.summary(entered()));
    freeze(false);
    QTimer::singleShot(0, this, &DestinationDialog::makeRoom); // by then, the message has its final height
}

void DestinationDialog::save()
{
    if (!m_save->isEnabled())
        return;
    m_saving = true;
    freeze(true);
    QPointer<DestinationDialog> self(this);
    QCoro::connect(m_workspace.save(entered(), m_form->secrets()), this,
                   [self](const Result<Destination> &saved) {
                       if (!self)
                           return;
                       self->m_saving = false;
                       self->freeze(false);
                       if (!saved)
                           return self->m_banner->show(saved.error());
                       self->m_destination = *saved;
                       if (self->m_passed) // what is saved is what was tested
                           (void)self->m_workspace.keepDestinationTest(*saved, *self->m_passed);
                       self->m_form->clearSecrets();
                       self->accept();
                   });
}

void DestinationDialog::remove()
{
    QMessageBox box(QMessageBox::Question, tr("Remove destination"),
                    tr("Remove %1 and its credentials?").arg(m_destination.name), QMessageBox::NoButton,
                    this);
    box.setInformativeText(tr("What is in the bucket stays there."));
    const QPushButton *removed = box.addButton(tr("&Remove"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("&Keep it"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() != removed)
        return;
    m_saving = true;
    freeze(true);
    QPointer<DestinationDialog> self(this);
    QCoro::connect(m_workspace.removeDestination(m_destination.id), this, [self](const Result<void> &done) {
        if (!self)
            return;
        self->m_saving = false;
        self->freeze(false);
        if (!done)
            return self->m_banner->show(done.error());
        self->m_destination = {};
        self->accept();
    });
}

} // namespace slipway
