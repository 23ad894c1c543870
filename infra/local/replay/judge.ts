import { OemsError } from '../../../lib/errors.ts';
import { type MarketName, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import type { Endpoint } from '../../../lib/exchanges/wire/endpoint.ts';
import type { MarketModule } from '../../../lib/exchanges/wire/market-module.ts';
import { marketWire } from '../../../lib/exchanges/wire/market-wire.ts';
import { ExchangeRejection, MalformedResponse } from '../../../lib/exchanges/wire/refusals.ts';

export type Outcome = 'read' | 'accepted' | 'rejected' | 'notExecuted' | 'unknown' | 'malformed' | 'noReader';

interface Terms {
  readonly name: MarketName;
  readonly module: MarketModule;
  /** The operation may have changed something, also where the answer cannot be read. */
  readonly isChange: boolean;
  readonly endpoint: Endpoint;
  /** What the exchange's protocol made of the sample; null: a success. */
  readonly failure: unknown;
}

interface Judgement {
  readonly outcome: Outcome;
  readonly code: string;
  readonly message: string;
}

/** The outcome of a call that threw: by the exchange's own rules of refusals, as an attempt at an order is judged. */
export async function judged(error: unknown, terms: Terms): Promise<Judgement> {
  const refusal = refusalIn(error, terms);
  if (refusal !== null) return refusedAs(refusal, terms);
  const outcome = terms.isChange ? 'unknown' : 'malformed';
  if (error instanceof OemsError) return { outcome, code: error.code, message: error.message };
  // A reader of the adapter met a text that is no number, or the like: in the product an internal error.
  return { outcome, code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

/** A refusal is the whole answer, or a word in a field of the answer. */
function refusalIn(error: unknown, { failure, name }: Terms): ExchangeRejection | null {
  if (failure instanceof ExchangeRejection) return failure;
  if (failure instanceof MalformedResponse || !(error instanceof OemsError)) return null;
  const code = error.details.find(({ exchangeCode }) => exchangeCode !== undefined)?.exchangeCode;
  return code === undefined ? null : new ExchangeRejection(marketOf(name).title, code);
}

/** A refusal that leaves the fate of a change open is a plain refusal of a question: a question has no fate. */
async function refusedAs(refusal: ExchangeRejection, { name, module, endpoint, isChange }: Terms): Promise<Judgement> {
  const refuse = async () => {
    throw refusal;
  };
  const wire = marketWire(marketOf(name), noMarkets, refuse, module.rules);
  const { kind, error } = await wire.attempt(endpoint, {}, never);
  return {
    outcome: kind === 'idTaken' || kind === 'notSent' || (kind === 'unknown' && !isChange) ? 'rejected' : kind,
    code: error.code,
    message: error.message,
  };
}

function never(): never {
  throw new Error('a refusal is accepted by nobody');
}

/** A refusal is judged without a look at the markets. */
const noMarkets = {} as Markets;
