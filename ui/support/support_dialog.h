// Shows the support bundle before it is saved, so that each of its files can be looked at.
#pragma once
#include "core/support/support_bundle.h"
#include "core/workspace/workspace.h"

#include <QDialog>

class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace slipway {

class Banner;

class SupportDialog : public QDialog
{
    Q_OBJECT
public:
    explicit SupportDialog(Workspace &workspace, QWidget *parent = nullptr);
    // Saves without asking for a file name. The banner shows the outcome.
    void saveTo(const QString &path);

private:
    void fill(const Result<SupportBundle> &bundle);
    void save();

    Workspace &m_workspace;
    SupportBundle m_bundle;
    Banner *m_banner;
    QListWidget *m_list;
    QPlainTextEdit *m_text;
    QPushButton *m_save;
};

} // namespace slipway
