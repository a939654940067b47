// "Needs you": everything that waits for a person, in one list, each with a button for what to do about it.
#pragma once
#include "core/workspace/needs.h"

#include <QWidget>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace slipway {

class EmptyState;

class NeedsPage : public QWidget
{
    Q_OBJECT
public:
    explicit NeedsPage(QWidget *parent = nullptr);
    // Shows these instead of those before. `saved`: the ids of the saved tenants; only their tokens can be
    // replaced. Does nothing if it shows them already.
    void setNeeds(const QList<Need> &needs, const QStringList &saved);

Q_SIGNALS:
    void tokenWanted(const QString &tenantId); // a new one, for this tenant
    void jobWanted(const QString &jobId);      // its row in the list of jobs

private:
    void addRow(const Need &need, bool isSaved);
    QList<Need> m_needs;
    QStringList m_saved;
    QLabel *m_count, *m_more;
    QScrollArea *m_scroll;
    QVBoxLayout *m_rows;
    EmptyState *m_nothing; // in place of the list
};

} // namespace slipway
