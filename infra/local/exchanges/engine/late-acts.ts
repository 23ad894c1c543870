/** What an exchange has acknowledged and not carried out yet. Plain data, in the order of arrival. */
export interface LateActs<Act> {
  /** The time between the acknowledgement of an act and the act. 0: the act is carried out with the next step of the exchange. */
  delayMs: number;
  waiting: readonly Waiting<Act>[];
}

interface Waiting<Act> {
  readonly act: Act;
  readonly dueAt: number;
}

export function nothingLate<Act>(): LateActs<Act> {
  return { delayMs: 0, waiting: [] };
}

/** `extraMs`: how much longer than the others the act waits. */
export function putBehind<Act>(acts: LateActs<Act>, act: Act, now: number, extraMs = 0): void {
  acts.waiting = [...acts.waiting, { act, dueAt: now + acts.delayMs + extraMs }];
}

/** Takes the acts whose time has come out of the queue. */
export function takeDue<Act>(acts: LateActs<Act>, now: number): Act[] {
  const due = acts.waiting.filter(({ dueAt }) => dueAt <= now);
  if (due.length > 0) acts.waiting = acts.waiting.filter(({ dueAt }) => dueAt > now);
  return due.map(({ act }) => act);
}
