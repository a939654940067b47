// Readers that ask a simulated tenant ahead of the front, at random moments, as ReadAhead does over HTTP:
// each on an index of its own, with answers that wait until the front wants them.
//
// A request is carried out by the tenant when it is sent or when its answer arrives. What is under way when
// the process is killed may be carried out later, while the next process is at work; see leftBehind().
#pragma once
#include "core/exporting/fetching/window_plan.h"
#include "tests/support/simulated_tenant.h"

#include <bit>
#include <deque>
#include <functional>
#include <map>

namespace slipway::test {

class SimulatedReaders
{
public:
    // A request that a killed process had sent, and its index.
    using Stray = FetchStep;

    SimulatedReaders(SimulatedTenant &tenant, int readers) : m_tenant(tenant), plan(rulesFor(tenant, readers))
    {}

    // The tenant's indexes of that many names.
    static int indexOf(int name) { return 1000 + name; }

    // 0 for one without events.
    static uint64_t printOf(const SimulatedPage &page)
    {
        uint64_t print = page.events.size();
        for (const SimulatedEvent &event : page.events)
            print = (std::rotl(print, 9) ^ event.key.text) * 0x9E37'79B9'7F4A'7C15ull;
        return page.events.empty() ? 0 : print | 1;
    }

    // A few steps of the readers in some order. `now`: epoch seconds.
    void work(qint64 now)
    {
        while (const auto window = plan.begin()) {
            ++begun;
            if (onBegin)
                onBegin(*window);
            m_windows[window->id] = {window->name, Operation::from(window->start), {}, {}};
            if (m_tenant.draw(3) == 0)
                break;
        }
        for (int steps = m_tenant.draw(7); steps > 0 && !m_windows.empty(); --steps) {
            auto at = m_windows.begin();
            std::advance(at, m_tenant.draw(static_cast<int>(m_windows.size())));
            if (at->second.underWay)
                deliver(at->first, now);
            else if (at->second.hasTurn)
                ask(at->first);
            else if (plan.goesOn(at->first)) {
                // A reader that has got its turn may be overtaken by the front.
                at->second.hasTurn = true;
                if ((m_tenant.requests + at->first) % 4 != 0)
                    ask(at->first);
            }
        }
        std::erase_if(m_windows, [&](const auto &window) {
            const bool isGone = !window.second.underWay && !plan.isThere(window.first);
            thrown += isGone ? static_cast<int>(window.second.waiting.size()) : 0;
            return isGone;
        });
    }

    // The answer that the front waits for arrives.
    void deliver(qint64 now) { deliver(*plan.current(), now); }

    // The next answer for the front.
    SimulatedTenant::Answer take()
    {
        auto &waiting = m_windows.at(*plan.current()).waiting;
        SimulatedTenant::Answer answer = std::move(waiting.front());
        waiting.pop_front();
        plan.consumed();
        return answer;
    }

    // What the tenant may still carry out after the process was killed.
    std::vector<Stray> leftBehind() const
    {
        std::vector<Stray> strays;
        for (const auto &[id, window] : m_windows) {
            if (window.underWay && !window.underWay->answer)
                strays.push_back(window.underWay->step);
        }
        return strays;
    }
    int waiting() const
    {
        int sum = 0;
        for (const auto &[id, window] : m_windows)
            sum += static_cast<int>(window.waiting.size()) + (window.underWay ? 1 : 0);
        return sum;
    }

    std::function<void(const NewWindow &)> onBegin; // called before a window's first request
    int begun = 0, thrown = 0;                      // windows; answers that nobody wanted

private:
    struct UnderWay
    {
        FetchStep step;
        std::optional<SimulatedTenant::Answer> answer; // once it is carried out
    };
    struct Window
    {
        int name = 0;
        Operation next;
        std::deque<SimulatedTenant::Answer> waiting;
        std::optional<UnderWay> underWay;
        bool hasTurn = false;
    };

    static PlanRules rulesFor(SimulatedTenant &tenant, int readers)
    {
        PlanRules rules;
        rules.to = tenant.to;
        rules.readers = readers;
        rules.windowBytes = 1 + tenant.draw(10); // a page counts as one byte
        rules.totalBytes = 3 + tenant.draw(30);
        rules.fewestPages = 1 + tenant.draw(3);
        rules.mostPages = 3 + tenant.draw(10);
        rules.usesHours = tenant.draw(2) == 0;
        return rules;
    }

    void ask(int id)
    {
        Window &window = m_windows.at(id);
        FetchStep step;
        step.index = indexOf(window.name);
        window.hasTurn = false;
        if (!plan.asks(id))
            return;
        step.operation = std::exchange(window.next, Operation::next());
        window.underWay = UnderWay{step, {}};
        if (m_tenant.draw(2) == 0)
            window.underWay->answer = m_tenant.answer(step);
    }

    void deliver(int id, qint64 now)
    {
        Window &window = m_windows.at(id);
        UnderWay arrived = std::move(*window.underWay);
        window.underWay.reset();
        if (!arrived.answer)
            arrived.answer = m_tenant.answer(arrived.step);
        AheadAnswer told;
        told.isKept = m_tenant.draw(60) > 0;
        told.bytes = 1;
        if (const auto *page = std::get_if<SimulatedPage>(&*arrived.answer)) {
            told.isPage = !page->events.empty();
            told.print = printOf(*page);
            if (page->mark && *page->mark > 0 && *page->mark <= now + 86'400)
                told.mark = page->mark;
        } else {
            const auto fault = std::get<FaultFacts>(*arrived.answer).fault;
            told.isWhole = fault != AnswerFault::NoAnswer;
        }
        if (plan.answered(id, told))
            window.waiting.push_back(std::move(*arrived.answer));
        else
            ++thrown;
    }

    SimulatedTenant &m_tenant;
    std::map<int, Window> m_windows;

public:
    WindowPlan plan;
};

} // namespace slipway::test
