import type { MarketDefinition } from '../definition.ts';
import type { Markets } from '../interfaces/markets.ts';
import type { JsonObject } from '../model/order.ts';
import type { SubmitOutcome } from '../model/outcome.ts';
import type { Headers, Send } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import { ExchangeRejection, NotSent, type RefusalRule, readError, rejectionError, ruleFor } from './refusals.ts';
import { TransportError } from './transport.ts';

/** All that the code of one market works with. */
export interface MarketWire {
  readonly market: MarketDefinition;
  readonly markets: Markets;
  /** A read, or a change whose end may be reported as an error: every failure leaves as an OemsError. */
  read(endpoint: Endpoint, parameters?: JsonObject): Promise<unknown>;
  /** A change that may be made twice without harm. A refusal that says "already so" is a success. */
  change(endpoint: Endpoint, parameters: JsonObject): Promise<void>;
  /** One attempt at a change: the acknowledgement as `accept` reads it, or the outcome of the failure. Never throws. */
  attempt<T>(
    endpoint: Endpoint,
    parameters: JsonObject,
    accept: (answer: unknown) => T,
    headers?: Headers,
  ): Promise<T | Failure>;
  /** A refusal that an answer carries in a field of its own. */
  rejected(code: string): Error;
}

export type Failure = Exclude<SubmitOutcome, { readonly kind: 'accepted' }>;

export function marketWire(
  market: MarketDefinition,
  markets: Markets,
  send: Send,
  rules: readonly RefusalRule[],
): MarketWire {
  const { title } = market;
  return {
    market,
    markets,
    read: async (endpoint, parameters = {}) => {
      try {
        return await send(endpoint, parameters);
      } catch (error) {
        throw readError(rules, title, error);
      }
    },
    change: async (endpoint, parameters) => {
      try {
        await send(endpoint, parameters);
      } catch (error) {
        const isAlreadySo = error instanceof ExchangeRejection && ruleFor(rules, error).kind === 'alreadySo';
        if (!isAlreadySo) throw readError(rules, title, error);
      }
    },
    attempt: async (endpoint, parameters, accept, headers) => {
      try {
        return accept(await send(endpoint, parameters, headers));
      } catch (error) {
        return failureOf(rules, title, error);
      }
    },
    rejected: (code) => readError(rules, title, new ExchangeRejection(title, code)),
  };
}

/** Only the transport's phase and the exchange's own code decide; CCXT's error classes are never asked. */
function failureOf(rules: readonly RefusalRule[], title: string, error: unknown): Failure {
  const shown = readError(rules, title, error);
  const wasNotSent = error instanceof NotSent || (error instanceof TransportError && error.phase === 'notSent');
  if (wasNotSent) return { kind: 'notSent', error: shown };
  if (!(error instanceof ExchangeRejection)) return { kind: 'unknown', error: shown };
  const rule = ruleFor(rules, error);
  return outcomeOf(rule, rejectionError(rule, error));
}

/** The outcome of an attempt that the exchange refused, by the kind of its rule. */
function outcomeOf({ kind, code }: RefusalRule, error: Failure['error']): Failure {
  if (kind === 'nonce' || kind === 'expired') return { kind: 'notExecuted', reason: kind, error };
  // "Already so" tells of a change made before, perhaps by an earlier copy of this request.
  if (kind === 'ambiguous' || kind === 'alreadySo') return { kind: 'unknown', error };
  if (kind === 'idTaken') return { kind: 'idTaken', error };
  return code === 'RATE_LIMITED' ? { kind: 'notExecuted', reason: 'rate-limit', error } : { kind: 'rejected', error };
}
