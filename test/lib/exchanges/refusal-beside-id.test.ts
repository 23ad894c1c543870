import { describe, expect, it } from 'vitest';
import { binanceRules } from '../../../lib/exchanges/binance/errors.ts';
import { verifyIn as verifyBinance } from '../../../lib/exchanges/binance/verify-answer.ts';
import { bybitRules } from '../../../lib/exchanges/bybit/errors.ts';
import { verifyIn as verifyBybit } from '../../../lib/exchanges/bybit/verify-answer.ts';
import { krakenFuturesRules } from '../../../lib/exchanges/kraken/futures/errors.ts';
import { verifyKrakenFuturesAnswer } from '../../../lib/exchanges/kraken/futures/verify-answer.ts';
import { krakenSpotRules } from '../../../lib/exchanges/kraken/spot/errors.ts';
import { verifyKrakenAnswer } from '../../../lib/exchanges/kraken/spot/verify-answer.ts';
import type { WireProtocol } from '../../../lib/exchanges/wire/market-wire.ts';
import { ExchangeRejection, type RefusalRule, ruleFor } from '../../../lib/exchanges/wire/refusals.ts';

interface Case {
  readonly verify: WireProtocol['verifyAnswer'];
  readonly rules: readonly RefusalRule[];
  readonly word: string;
  /** The same refusal beside nothing, or beside what names nothing that stands. */
  readonly refused: readonly object[];
  readonly named: readonly object[];
}

const spot = { error: ['EOrder:Insufficient funds'] };
const futures = { result: 'error', error: 'insufficientFunds' };
const order = { order_id: '11111111-2222-4333-8444-555555555555', orderEvents: [] };
const binance = { code: '-2010', msg: 'Account has insufficient balance for requested action.' };
const bybit = { retCode: '110007', retMsg: 'ab not enough for new order' };

const cases: Readonly<Record<string, Case>> = {
  'Kraken Spot': {
    ...{ verify: verifyKrakenAnswer, rules: krakenSpotRules, word: 'EOrder:Insufficient funds' },
    refused: [spot, { ...spot, result: {} }, { ...spot, result: { descr: { order: 'buy' }, txid: [] } }],
    named: [{ txid: ['O1'] }, { txid: 'O1' }, { amend_id: 'T1' }, { refid: 'B1' }].map((result) => ({
      ...spot,
      result,
    })),
  },
  'Kraken Futures': {
    ...{ verify: verifyKrakenFuturesAnswer, rules: krakenFuturesRules, word: 'insufficientFunds' },
    refused: [futures, { ...futures, sendStatus: { ...order, status: 'insufficientAvailableFunds' } }],
    named: [
      { ...futures, sendStatus: { ...order, status: 'placed' } },
      { ...futures, editStatus: { orderId: 'x', status: 'edited' } },
      { ...futures, uid: 'w1' },
    ],
  },
  Binance: {
    ...{ verify: verifyBinance('Binance'), rules: binanceRules, word: '-2010' },
    refused: [binance],
    named: [{ orderId: '1' }, { algoId: '1' }, { tranId: '1' }].map((name) => ({ ...binance, ...name })),
  },
  Bybit: {
    ...{ verify: verifyBybit('Bybit'), rules: bybitRules, word: '110007' },
    refused: [bybit, { ...bybit, result: {} }, { ...bybit, result: { orderId: '', orderLinkId: 'ours' } }],
    named: [{ ...bybit, result: { orderId: 'x' } }],
  },
};

function refusalOf({ verify }: Case, json: object): ExchangeRejection {
  try {
    verify({ status: 200, json });
  } catch (error) {
    if (error instanceof ExchangeRejection) return error;
    throw error;
  }
  throw new Error('taken for a success');
}

describe.each(Object.entries(cases))('a refusal of %s', (_title, each) => {
  it.each(each.refused)('is a refusal for good in %j', (json) => {
    expect(ruleFor(each.rules, refusalOf(each, json)).kind).toBe('definite');
  });

  it.each(each.named)('beside the name of what stands leaves the outcome open, and keeps the words: %j', (json) => {
    const refusal = refusalOf(each, json);
    expect(ruleFor(each.rules, refusal).kind).toBe('ambiguous');
    expect(refusal.exchangeCode).toContain(each.word);
  });
});
