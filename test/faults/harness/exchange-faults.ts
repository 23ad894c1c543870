import type { ExchangeAnswer } from '../../../infra/local/exchanges/server/messages.ts';

/** What a fault is made of: when the bytes land at the exchange, and what the caller gets when. */
export interface Scene {
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
}

export interface ExchangeFault {
  readonly kind: ExchangeFaultKind;
  /** Whether the exchange acts on the request; has a meaning for spoiled answers and `delay` only. */
  readonly applied?: boolean;
  /** For `late`, `delay`, `repeated`, `duplicate-late`. */
  readonly ms?: number;
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

type Misbehaviour = (scene: Scene) => void;

/** The answer is replaced; whether the exchange acted is the scenario's choice. */
function instead(answer: (scene: Scene) => ExchangeAnswer): Misbehaviour {
  return (scene) => {
    if (scene.applied) scene.land(scene.upMs);
    scene.reply(scene.upMs + scene.downMs, () => answer(scene));
  };
}
function edge(status: number, title: string): Misbehaviour {
  return instead(({ failures }) => failures[status] ?? html(status, title));
}

/** The true answer, kept when the bytes land. */
export function keeping(scene: Scene, landMs: number, answerMs: number, copies = 1, shown = 0): void {
  const answers: ExchangeAnswer[] = [];
  for (let copy = 0; copy < copies; copy += 1) scene.land(landMs + copy, (answer) => answers.push(answer));
  scene.reply(answerMs, () => answers[shown] ?? html(504, 'no answer'));
}

export const exchangeFaults = {
  refused: ({ cut }) => cut(5, 'notSent'),
  'drop-before': ({ cut, upMs }) => cut(upMs, 'sent'),
  'drop-after': (scene) => {
    scene.land(scene.upMs);
    scene.cut(scene.upMs + scene.downMs, 'sent');
  },
  /** Given up at once; the bytes arrive `ms` later. */
  late: (scene) => {
    scene.cut(scene.upMs, 'sent');
    scene.land(scene.upMs + scene.ms);
  },
  /** Held up on the way there, or on the way back. */
  delay: (scene) => keeping(scene, scene.applied ? scene.upMs : scene.ms, scene.ms + scene.downMs),
  duplicate: (scene) => keeping(scene, scene.upMs, scene.upMs + scene.downMs + 1, 2, 0),
  /** The second copy's answer overtakes the first one's. */
  'duplicate-second-answer': (scene) => keeping(scene, scene.upMs, scene.upMs + scene.downMs + 1, 2, 1),
  /** Something on the way got no answer and repeats the request after `ms`: the repetition's answer is what comes back. */
  repeated: (scene) => {
    const answers: ExchangeAnswer[] = [];
    scene.land(scene.upMs);
    scene.land(scene.upMs + scene.ms, (answer) => answers.push(answer));
    scene.reply(scene.upMs + scene.ms + scene.downMs, () => answers[0] ?? html(504, 'no answer'));
  },
  'duplicate-late': (scene) => {
    keeping(scene, scene.upMs, scene.upMs + scene.downMs);
    scene.land(scene.upMs + scene.ms);
  },
  'http-500': edge(500, 'Internal Server Error'),
  'http-502-html': instead(() => html(502, 'Bad Gateway')),
  'http-503': edge(503, 'Service Unavailable'),
  'http-504': edge(504, 'Gateway Timeout'),
  'http-429': instead(() => html(429, 'Too Many Requests')),
  'empty-200': instead(() => ({ status: 200, body: '' })),
  'json-200': instead(() => ok({})),
  'no-id-200': instead(() => ok({ error: [], result: {}, sendStatus: { status: 'placed' } })),
  'error-list-200': instead(() => ok({ error: [] })),
  /** Kraken Spot's word for an order that may stand all the same; Kraken Futures has no such answer, and there it is garbled. */
  'deadline-elapsed': instead(() => ok({ error: ['EService:Deadline elapsed'] })),
  'html-200': instead(() => html(200, 'Just a moment...')),
  'unknown-status': instead(() =>
    ok({ error: [], result: 'success', sendStatus: { status: 'beingConsidered', order_id: 'x', orderEvents: [] } }),
  ),
  truncate: (scene) => {
    let half = '';
    scene.land(scene.upMs, ({ body }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      half = text.slice(0, text.length / 2);
    });
    scene.reply(scene.upMs + scene.downMs, () => ({ status: 200, body: half }));
  },
  'stall-body': (scene) => {
    scene.land(scene.upMs);
    scene.cut(scene.timeoutMs, 'timedOut');
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
];

/** Every fault in each of its forms. */
export const everyExchangeFault: readonly ExchangeFault[] = (
  Object.keys(exchangeFaults) as ExchangeFaultKind[]
).flatMap((kind): ExchangeFault[] => {
  if (choosesApplied.includes(kind)) return [true, false].map((applied) => ({ kind, applied }));
  if (kind === 'late') return [40, 2_000, 7_000, 30_000, 120_000].map((ms) => ({ kind, ms }));
  if (kind === 'duplicate-late') return [50, 4_000, 60_000].map((ms) => ({ kind, ms }));
  if (kind === 'repeated') return [3_000, 8_100].map((ms) => ({ kind, ms }));
  if (kind === 'delay')
    return [true, false].flatMap((applied) => [6_000, 8_500, 20_000].map((ms) => ({ kind, ms, applied })));
  return [{ kind }];
});
