"""Drop-offs in plain Python: one customer after the other, one look after the other."""

from collections import Counter

COUNTED = ("advance", "stalled", "lost")
CENSORED = ("begun_before", "too_late", "not_looked_at")


def steps(following, start, end):
    """Count the steps along `next`, by trying one more each time; None if there is no way."""
    reached = {start}
    for number in range(len(following) + 1):
        if end in reached:
            return number
        reached |= {there for here in reached for there in following.get(here, ())}
    return None


def onward(template):
    """Tell for each stage where a move goes on to."""
    following = {each.key: each.next for each in template.stages}
    return {
        start: {
            end
            for end in following
            if end != start
            and (there := steps(following, start, end)) is not None
            and ((back := steps(following, end, start)) is None or there <= back)
        }
        for start in following
    }


def stays(stages):
    """Go through everybody's stays: who, where, from which look up to which, and where then.

    `stages` holds everybody's stage by look; who is not there is in none.
    """
    for who in {who for look in stages for who in look}:
        walk = [look.get(who) for look in stages]
        start = 0
        for at in range(1, len(walk) + 1):
            if at == len(walk) or walk[at] != walk[start]:
                if walk[start] is not None:
                    yield who, walk[start], start, at, walk[at] if at < len(walk) else None
                start = at


def outcome(days, stages, stay, within, ahead):
    """Say what became of a stay, by looking again and again until the days are over."""
    who, stage, start, *_ = stay
    within = within or 0
    if start == 0:
        return "begun_before"
    if (days[-1] - days[start]).days <= within:
        return "too_late"
    looks = [
        look.get(who)
        for day, look in zip(days, stages, strict=True)
        if 0 < (day - days[start]).days <= within
    ]
    if not looks:
        return "not_looked_at"
    elsewhere = [seen for seen in looks if seen != stage]
    if not elsewhere:
        return "stalled"
    return "advance" if elsewhere[0] in ahead else "lost"


def outcomes(days, stages, template, within):
    """Count stays by stage and outcome."""
    ahead = onward(template)
    counts = {key: Counter() for key in ahead}
    for stay in stays(stages):
        if stay[1] in ahead:
            key = stay[1]
            counts[key][outcome(days, stages, stay, within[key], ahead[key])] += 1
    return counts


def behind(days, stages, template, within):
    """Name, by stage, who is stalled on the last day, and who fell out by her last move."""
    ahead = onward(template)
    stalled, lost = ({key: set() for key in ahead} for _ in range(2))
    for who, here in stages[-1].items():
        at = len(days) - 1
        while at > 0 and stages[at - 1].get(who) == here:
            at -= 1
        since = (days[-1] - days[at]).days
        if ahead.get(here) and within[here] and since > within[here]:
            stalled[here].add(who)
        before = stages[at - 1].get(who) if at > 0 else None
        if before in ahead and here not in ahead[before]:
            lost[before].add(who)
    return stalled, lost
