import { Decimal } from 'decimal.js';
import * as z from 'zod';
import { dayFault } from './day-fault.ts';
import { decimalFault } from './decimal-fault.ts';
import { deferred } from './deferred.ts';
import { symbolMeant } from './symbol-hint.ts';
import { oneOf } from './value-hints.ts';

/** Building blocks of requests and answers on the wire. Requests become domain types here, and answers leave as exact JSON numbers. */

/** Gives a schema the JSON Schema that clients see, where zod would derive another schema from its transforms. Read by json-schema.ts. */
export function described<S extends z.ZodType>(schema: S, jsonSchema: Record<string, unknown>): S {
  return schema.meta({ jsonSchema }) as S;
}

/** The schemas of decimals in the document: a number or a text in requests, one of the two in answers. */
export const decimalSchemas = {
  PositiveDecimal: {
    description:
      'A decimal greater than 0, of at most 18 digits on each side: a JSON number, or a text for more digits',
    oneOf: [
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'string', pattern: '^\\d{1,18}(\\.\\d{1,18})?$' },
    ],
  },
  Decimal: {
    description:
      'An exact decimal. A JSON number with every digit, or with `Prefer: decimals=string` a text without exponent, for clients whose numbers are floats',
    oneOf: [{ type: 'number' }, { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' }],
  },
} as const;
const decimal = { $ref: '#/components/schemas/Decimal' } as const;

/** A positive amount, as a JSON number or a decimal string; becomes canonical decimal text without exponent. */
export function positiveDecimal(description: string) {
  return described(
    z.union([z.number(), z.string()], { error: 'must be a number or a decimal string' }).transform((value, context) => {
      const text = typeof value === 'number' ? new Decimal(value).toFixed() : value;
      const fault = decimalFault(text);
      if (fault === null) return new Decimal(text).toFixed();
      context.addIssue({ code: 'custom', message: fault });
      return z.NEVER;
    }),
    { $ref: '#/components/schemas/PositiveDecimal', description },
  );
}

/** Exact decimal text that leaves as a JSON number with every digit (`JSON.rawJSON`), not as a float. */
function exactNumber(text: string): number {
  return (JSON as unknown as { rawJSON(text: string): number }).rawJSON(new Decimal(text).toFixed());
}
export const wireNumber = deferred(() => described(z.string().transform(exactNumber), decimal));
export const wireNumberOrNull = deferred(() =>
  described(z.string().transform(exactNumber).nullable(), { oneOf: [decimal, { type: 'null' }] }),
);

export const accountId = deferred(() =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -')
    .describe('The exchange account, by the id it was registered with'),
);

/** The widest rule over all exchanges. The narrower rule of an exchange stands in its definition. */
export const clientOrderId = deferred(() =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9_-]{1,100}$/,
      'must be 1 to 100 of A-Z a-z 0-9 _ -, and fewer at some exchanges: see GET /oems/execution/capabilities',
    )
    .describe("The client's own id of the order"),
);

/** As in the header `Idempotency-Key`. */
export const idempotencyKey = deferred(() =>
  z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -'),
);

export const symbol = deferred(() =>
  z
    .string()
    .regex(
      // The small x of tokenized assets (AAPLx/USD) passes, to be refused with a clear message.
      /^[A-Z0-9.]{1,24}x?\/[A-Z0-9.]{1,24}(:[A-Z0-9.]{1,24}(-\d{6})?)?$/,
      { error: symbolFault },
    )
    .describe('BTC/USD on spot, BTC/USD:USD for the perpetual, BTC/USD:USD-260626 for a dated future'),
);

const symbolRule = 'must look like BTC/USD, BTC/USD:USD or BTC/USD:USD-260626';
function symbolFault({ input }: { readonly input?: unknown }): string {
  const meant = typeof input === 'string' ? symbolMeant(input) : null;
  return meant === null ? symbolRule : `${symbolRule}; use "${meant}"`;
}

export const asset = deferred(() =>
  z
    .string()
    .regex(/^[A-Z0-9.]{1,24}x?$/, 'must be an asset code such as USD or BTC')
    .describe('Asset code'),
);

/** `future` is the guide's other word for `swap`. */
export const marketType = deferred(() =>
  described(
    z
      .enum(['spot', 'swap', 'future'], oneOf('market_type', 'must be spot or swap'))
      .transform((type) => (type === 'spot' ? 'spot' : 'swap') as 'spot' | 'swap'),
    {
      type: 'string',
      enum: ['spot', 'swap', 'future'],
      description: 'Omitted, it follows from the symbol; without a symbol, lists and cancellations mean every wallet',
    },
  ),
);

export const flag = deferred(() => z.boolean({ error: 'must be true or false' }));

/** Query values arrive as text. */
export const queryFlag = deferred(() =>
  described(
    z.enum(['true', 'false'], { error: 'must be true or false' }).transform((text) => text === 'true'),
    { type: 'boolean' },
  ),
);

export function pageLimit(most: number, usual: number) {
  return described(
    z
      .string()
      .regex(/^\d{1,4}$/, `must be a whole number from 1 to ${most}`)
      .transform(Number)
      .pipe(z.number().min(1, `must be from 1 to ${most}`).max(most, `must be from 1 to ${most}`))
      .default(usual),
    { type: 'integer', minimum: 1, maximum: most, default: usual },
  );
}

const timeText = 'must be epoch milliseconds or an ISO 8601 time such as 2026-06-26T08:00:00Z';
export const queryTime = deferred(() =>
  described(
    z.string().transform((text, context) => {
      const ms = /^\d{12,14}$/.test(text)
        ? Number(text)
        : /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text)
          ? Date.parse(text)
          : Number.NaN;
      const fault = Number.isNaN(ms) ? timeText : dayFault(text);
      if (fault === null) return ms;
      context.addIssue({ code: 'custom', message: fault });
      return z.NEVER;
    }),
    { type: 'string', description: 'Epoch milliseconds or ISO 8601' },
  ),
);

export const cursor = deferred(() =>
  z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,528}$/, 'must be a cursor from the answer before')
    .describe('`next_cursor` of the answer before'),
);

/** `from` inclusive, `to` exclusive, newest first. */
export function pageQuery(most: number, usual: number) {
  return {
    symbol: symbol().optional(),
    from: queryTime().optional(),
    to: queryTime().optional(),
    cursor: cursor().optional(),
    limit: pageLimit(most, usual),
  };
}

/** A range that ends before it begins would answer an empty list with complete coverage, which reads as "nothing happened". */
export function rangeInOrder<S extends z.ZodType<{ from?: number | undefined; to?: number | undefined }>>(
  schema: S,
): S {
  return schema.superRefine(({ from, to }, context) => {
    if (from !== undefined && to !== undefined && to <= from)
      context.addIssue({ code: 'custom', path: ['to'], message: 'must be later than from' });
  });
}

export const isoTime = deferred(() => z.iso.datetime());

/** Why a command was refused: the error code of this service, the sentence with the remedy, and the exchange's own word. */
export const rejectReason = deferred(() =>
  z.object({ code: z.string(), message: z.string(), exchange_code: z.string().nullable() }),
);

/** Beside the header `Idempotent-Replayed`, for clients that see bodies alone. */
export const replayed = deferred(() =>
  z
    .literal(true)
    .optional()
    .describe('Present in a replay alone: an earlier call sent the request, and this call sent nothing'),
);
