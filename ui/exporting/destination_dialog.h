// Creates or changes a destination, and can test it step by step before it is saved.
#pragma once
#include "core/destinations/destination_test.h"
#include "core/workspace/workspace.h"

#include <QDialog>
#include <stop_token>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace slipway {

class Banner;
class DestinationForm;

class DestinationDialog : public QDialog
{
    Q_OBJECT
public:
    // A destination without an id is a new one.
    DestinationDialog(Workspace &workspace, const Destination &destination, QWidget *parent = nullptr);
    ~DestinationDialog() override;
    [[nodiscard]] const Destination &saved() const { return m_destination; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void showKind();
    void alignLabels();
    void showReach(); // the CA file and the proxy, which belong to the form's advanced fields
    void fitHeight();
    void makeRoom();
    void update();
    [[nodiscard]] Destination entered() const;
    void edited();
    // While it is tested or saved, nothing can be changed, so that what was tested is what is saved.
    void freeze(bool isFrozen);
    void test();
    void showStep(const DestinationTestStep &step);
    void showSteps();
    void testEnded(const DestinationTestReport &report);
    void save();
    void remove();

    Workspace &m_workspace;
    Destination m_destination;
    std::stop_source m_stop;
    bool m_testing = false;
    bool m_saving = false;        // the keychain is waited for
    std::optional<bool> m_passed; // the test of what is entered now; none: not tested, or changed since
    QList<DestinationTestStep> m_shownSteps;
    QLineEdit *m_name, *m_bucket, *m_prefix, *m_caFile, *m_proxy;
    QComboBox *m_kind;
    QLabel *m_bucketLabel, *m_steps;
    QVBoxLayout *m_formPlace;
    QFormLayout *m_reach; // only for kinds that use HTTP
    DestinationForm *m_form = nullptr;
    Banner *m_banner;
    QPushButton *m_test, *m_save = nullptr, *m_remove = nullptr;
};

} // namespace slipway
