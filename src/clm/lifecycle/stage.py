"""The nouns of a lifecycle: stages, the segments in them, and what is done for each."""

from attrs import frozen


@frozen
class Campaign:
    """Something the shop does for the customers of a segment.

    Parameters
    ----------
    title : str
        What is done.
    channel : str
        The channel it goes through, "" if none is said.

    Examples
    --------
    >>> Campaign("Bundles of things that go together", channel="email").channel
    'email'
    """

    title: str
    channel: str = ""


@frozen
class Stage:
    """A step of the lifecycle, as the shop sees it.

    Parameters
    ----------
    key : str
        Its name in data: a lower-case identifier.
    title, goal : str
        Its name for people, and what the shop wants there.
    stalled_after_days : int or None
        Days after which somebody who has not moved on counts as stalled.
    next : tuple of str
        Keys of the stages that people should move on to.
    metrics, channels : tuple of str
        What the stage is measured by, and the channels that reach people in it.

    Examples
    --------
    >>> Stage("retention", title="Retention", next=("advocacy",)).next
    ('advocacy',)
    """

    key: str
    title: str = ""
    goal: str = ""
    stalled_after_days: int | None = None
    next: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@frozen
class Segment:
    """A group of customers in one stage, told from the others by a condition.

    Parameters
    ----------
    key : str
        Its name in data: a lower-case identifier.
    stage : str
        Key of its stage; "" for the unclassified.
    when : str
        The condition on a customer's features; "" for the unclassified.
    rank : int
        Its place in the order of liveliness, which tells rises from falls. 0 belongs to the
        unclassified; in a template it stands for the position of the segment, from 1.
    takes_precedence : bool
        Whether it may claim customers who also fit a later segment.
    title, who, goal : str
        Its name for people, who they are, and what the shop wants of them.
    campaigns : tuple of Campaign
        What is done for them.
    claims : tuple of str
        Conditions that its texts say of everybody in it. They decide nothing: the proof tells
        where `when` lets somebody in of whom they do not hold.

    Examples
    --------
    >>> Segment("one_time", stage="development", when="orders == 1", rank=5).rank
    5
    """

    key: str
    stage: str
    when: str = ""
    rank: int = 0
    takes_precedence: bool = False
    title: str = ""
    who: str = ""
    goal: str = ""
    campaigns: tuple[Campaign, ...] = ()
    claims: tuple[str, ...] = ()


@frozen
class Extra:
    """A column of whole numbers that the caller supplies, with its closed range.

    Parameters
    ----------
    min, max : int
        The least and the greatest value there can be.

    Examples
    --------
    >>> Extra(min=-100, max=100).max
    100
    """

    min: int
    max: int
