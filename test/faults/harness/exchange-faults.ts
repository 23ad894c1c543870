import { withGarbledRow } from '../../../infra/local/exchanges/server/garbled-rows.ts';
import type { ExchangeAnswer } from '../../../infra/local/exchanges/server/messages.ts';
import type { Refused, Scene, Spoiled } from '../scenes/scene.ts';

/** What a fault is made of: when the bytes land at the exchange, and what the caller gets when. */
export interface Passage {
  /** The exchange acts on the bytes, `ms` after they left. */
  land(ms: number, keep?: (answer: ExchangeAnswer) => void): void;
  reply(ms: number, answer: () => ExchangeAnswer): void;
  cut(ms: number, how: 'notSent' | 'sent' | 'timedOut'): void;
  readonly upMs: number;
  readonly downMs: number;
  readonly timeoutMs: number;
  readonly applied: boolean;
  readonly ms: number;
  readonly failures: Partial<Record<number, ExchangeAnswer>>;
  readonly spoiled: Scene['spoiled'];
  /** Between 0 and 1. */
  readonly chance: () => number;
  /** The exchange's refusal of this request, at the time of asking. */
  readonly refusal: (how: Refused) => ExchangeAnswer;
}

export interface ExchangeFault {
  readonly kind: ExchangeFaultKind;
  /** Whether the exchange acts on the request; has a meaning for spoiled answers and `delay` only. */
  readonly applied?: boolean;
  /** For `late`, `delay`, `repeated`, `duplicate-late`. */
  readonly ms?: number;
  /** For `garbled-row`: the same field in every answer of a form. Absent: drawn. */
  readonly chance?: number;
}

function html(status: number, title: string): ExchangeAnswer {
  return {
    status,
    body: `<html><head><title>${title}</title></head></html>`,
    contentType: 'text/html',
  };
}
function ok(body: unknown): ExchangeAnswer {
  return { status: 200, body };
}

type Misbehaviour = (passage: Passage) => void;

/** The answer is replaced; whether the exchange acted is the scenario's choice. */
function instead(answer: (passage: Passage) => ExchangeAnswer): Misbehaviour {
  return (passage) => {
    if (passage.applied) passage.land(passage.upMs);
    passage.reply(passage.upMs + passage.downMs, () => answer(passage));
  };
}
function spoiled(how: Spoiled): Misbehaviour {
  return instead((passage) => ok(passage.spoiled[how]));
}
function edge(status: number, title: string): Misbehaviour {
  return instead(({ failures }) => failures[status] ?? html(status, title));
}

/** The exchange says no, and has not acted. */
function refusal(how: Refused): Misbehaviour {
  return ({ reply, upMs, downMs, refusal: refuse }) => reply(upMs + downMs, () => refuse(how));
}

/** The true answer, kept when the bytes land. */
export function keeping(passage: Passage, landMs: number, answerMs: number, copies = 1, shown = 0): void {
  const answers: ExchangeAnswer[] = [];
  for (let copy = 0; copy < copies; copy += 1) passage.land(landMs + copy, (answer) => answers.push(answer));
  passage.reply(answerMs, () => answers[shown] ?? html(504, 'no answer'));
}

export const exchangeFaults = {
  refused: ({ cut }) => cut(5, 'notSent'),
  'drop-before': ({ cut, upMs }) => cut(upMs, 'sent'),
  'drop-after': (passage) => {
    passage.land(passage.upMs);
    passage.cut(passage.upMs + passage.downMs, 'sent');
  },
  /** Given up at once; the bytes arrive `ms` later. */
  late: (passage) => {
    passage.cut(passage.upMs, 'sent');
    passage.land(passage.upMs + passage.ms);
  },
  /** Held up on the way there, or on the way back. */
  delay: (passage) => keeping(passage, passage.applied ? passage.upMs : passage.ms, passage.ms + passage.downMs),
  duplicate: (passage) => keeping(passage, passage.upMs, passage.upMs + passage.downMs + 1, 2, 0),
  /** The second copy's answer overtakes the first one's. */
  'duplicate-second-answer': (passage) => keeping(passage, passage.upMs, passage.upMs + passage.downMs + 1, 2, 1),
  /** Something on the way got no answer and repeats the request after `ms`: the repetition's answer is what comes back. */
  repeated: (passage) => {
    const answers: ExchangeAnswer[] = [];
    passage.land(passage.upMs);
    passage.land(passage.upMs + passage.ms, (answer) => answers.push(answer));
    passage.reply(passage.upMs + passage.ms + passage.downMs, () => answers[0] ?? html(504, 'no answer'));
  },
  'duplicate-late': (passage) => {
    keeping(passage, passage.upMs, passage.upMs + passage.downMs);
    passage.land(passage.upMs + passage.ms);
  },
  'http-500': edge(500, 'Internal Server Error'),
  'http-502-html': instead(() => html(502, 'Bad Gateway')),
  'http-503': edge(503, 'Service Unavailable'),
  'http-504': edge(504, 'Gateway Timeout'),
  'http-429': instead(() => html(429, 'Too Many Requests')),
  'empty-200': instead(() => ({ status: 200, body: '' })),
  'json-200': instead(() => ok({})),
  'no-id-200': spoiled('no-id'),
  'error-list-200': spoiled('error-list'),
  'deadline-elapsed': spoiled('deadline-elapsed'),
  /** For some seconds. */
  limited: refusal('limited'),
  throttled: refusal('throttled'),
  unread: refusal('unread'),
  'locked-out': refusal('locked-out'),
  denied: refusal('denied'),
  /** The exchange may have acted, or not: the words contradict the name. */
  'error-beside-id': instead(({ refusal: refuse }) => refuse('beside-id')),
  'html-200': instead(() => html(200, 'Just a moment...')),
  'unknown-status': spoiled('unknown-status'),
  truncate: (passage) => {
    let half = '';
    passage.land(passage.upMs, ({ body }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      half = text.slice(0, text.length / 2);
    });
    passage.reply(passage.upMs + passage.downMs, () => ({ status: 200, body: half }));
  },
  /** One field of one row of a list is in a form that nobody can read. */
  'garbled-row': (passage) => {
    let told: ExchangeAnswer = html(504, 'no answer');
    passage.land(passage.upMs, (answer) => {
      told = answer;
    });
    passage.reply(passage.upMs + passage.downMs, () => ({
      ...told,
      body: withGarbledRow(told.body, passage.chance()),
    }));
  },
  'stall-body': (passage) => {
    passage.land(passage.upMs);
    passage.cut(passage.timeoutMs, 'timedOut');
  },
} satisfies Record<string, Misbehaviour>;

export type ExchangeFaultKind = keyof typeof exchangeFaults;

const choosesApplied: readonly string[] = [
  'http-500',
  'http-502-html',
  'http-503',
  'http-504',
  'http-429',
  'empty-200',
  'json-200',
  'no-id-200',
  'error-list-200',
  'deadline-elapsed',
  'html-200',
  'unknown-status',
  'error-beside-id',
];

/** Faults in which the exchange gets the bytes twice. */
export function isCopying({ kind }: ExchangeFault): boolean {
  return kind === 'repeated' || kind.startsWith('duplicate');
}

/** The exchange refuses in its own words, and has not acted. */
export function isRefusal({ kind }: ExchangeFault): boolean {
  return ['throttled', 'unread', 'locked-out', 'denied'].includes(kind);
}

/** Drawn, and not played in turn: whether anything is garbled depends on the rows of the answer. */
const garbledRow: ExchangeFault = { kind: 'garbled-row' };

/** Every fault in each of its forms, but for the garbled row. */
export const everyExchangeFault: readonly ExchangeFault[] = (
  Object.keys(exchangeFaults) as ExchangeFaultKind[]
).flatMap((kind): ExchangeFault[] => {
  if (kind === garbledRow.kind) return [];
  if (choosesApplied.includes(kind)) return [true, false].map((applied) => ({ kind, applied }));
  if (kind === 'late') return [40, 2_000, 7_000, 30_000, 120_000].map((ms) => ({ kind, ms }));
  if (kind === 'duplicate-late') return [50, 4_000, 60_000].map((ms) => ({ kind, ms }));
  if (kind === 'repeated') return [3_000, 8_100].map((ms) => ({ kind, ms }));
  if (kind === 'delay')
    return [true, false].flatMap((applied) => [6_000, 8_500, 20_000].map((ms) => ({ kind, ms, applied })));
  return [{ kind }];
});

/** Faults to draw from: a row of a list is garbled in more ways than another fault has forms. */
export const drawnFaults: readonly ExchangeFault[] = [
  ...everyExchangeFault,
  ...Array.from({ length: 6 }, (): ExchangeFault => garbledRow),
];
