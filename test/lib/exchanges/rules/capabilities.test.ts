import { describe, expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import type { MarketDefinition } from '../../../../lib/exchanges/definition.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { Capabilities } from '../../../../lib/exchanges/model/capabilities.ts';
import { type OrderRequest, orderTypes } from '../../../../lib/exchanges/model/order.ts';
import { denyUnsupported, supported } from '../../../../lib/exchanges/rules/capabilities.ts';
import { orderOf } from '../fixture-venues.ts';

/** A market with every capability except the capabilities in `terms`. */
function marketWith(terms: Partial<Capabilities>): MarketDefinition {
  const { capabilities, ...market } = marketOf({ exchange: 'kraken', marketType: 'swap' });
  const whole: Capabilities = {
    ...capabilities,
    orderTypes,
    timeInForce: ['GTC', 'IOC', 'FOK', 'POST_ONLY'],
    triggeredTimeInForce: ['GTC', 'IOC', 'FOK'],
    triggerPriceTypes: ['last', 'mark', 'index'],
    reduceOnly: true,
  };
  return { ...market, title: 'Some Exchange', capabilities: { ...whole, ...terms } };
}

/** The error of an order on a market with these terms; null for an order that passes. */
function denialOf(order: Partial<OrderRequest>, terms: Partial<Capabilities>): OemsError | null {
  try {
    denyUnsupported(orderOf('swap', order), marketWith(terms));
    return null;
  } catch (error) {
    if (error instanceof OemsError) return error;
    throw error;
  }
}

const stop = { type: 'stop_loss', stopPrice: '70000' } as const;

describe('orders with a capability that the market lacks', () => {
  it.each(orderTypes)('a %s order is denied where the market has no such orders', (type) => {
    const others = orderTypes.filter((each) => each !== type);
    expect(denialOf({ type }, { orderTypes: others })).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: `order_type: this service does not support ${type} orders on Some Exchange`,
      details: [{ field: 'order_type', message: `this service does not support ${type} orders on Some Exchange` }],
    });
    expect(denialOf({ type }, { orderTypes: [type] })).toBeNull();
  });

  it.each<[string, Partial<OrderRequest>, Partial<Capabilities>, string, string]>([
    ['reduce-only', { reduceOnly: true }, { reduceOnly: false }, 'reduce_only', 'leave it out'],
    ['post-only', { postOnly: true }, { timeInForce: ['GTC', 'IOC'] }, 'post_only', 'leave it out'],
    ['GTC', { timeInForce: 'GTC' }, { timeInForce: ['IOC'] }, 'time_in_force', 'use IOC'],
    ['IOC', { timeInForce: 'IOC' }, { timeInForce: ['GTC', 'FOK'] }, 'time_in_force', 'use GTC or FOK'],
    ['FOK', { timeInForce: 'FOK' }, { timeInForce: ['GTC', 'POST_ONLY'] }, 'time_in_force', 'use GTC'],
    [
      'triggered IOC',
      { ...stop, timeInForce: 'IOC' },
      { triggeredTimeInForce: ['GTC'] },
      'time_in_force',
      'leave it out or send GTC',
    ],
    [
      'triggered on last',
      { ...stop, triggerPriceType: 'last' },
      { triggerPriceTypes: ['mark'] },
      'trigger_price_type',
      'triggers on mark',
    ],
    [
      'triggered on mark',
      { ...stop, triggerPriceType: 'mark' },
      { triggerPriceTypes: ['last', 'index'] },
      'trigger_price_type',
      'triggers on last or index',
    ],
    [
      'triggered on index',
      { ...stop, triggerPriceType: 'index' },
      { triggerPriceTypes: ['last'] },
      'trigger_price_type',
      'triggers on last',
    ],
  ])(
    'a %s order %j is denied by a market with %j: the error names %s and the remedy "%s"',
    (_title, order, terms, field, remedy) => {
      const denial = denialOf(order, terms);
      expect(denial).toMatchObject({ code: 'NOT_SUPPORTED', details: [{ field }] });
      expect(denial?.message).toMatch(new RegExp(`^${field}: .*Some Exchange.*${remedy}$`));
      expect(denialOf(order, {}), 'a market that has everything').toBeNull();
    },
  );

  it('the limit on triggered orders does not deny an order that goes to the book at once', () => {
    const order = { type: 'limit', price: '75000', timeInForce: 'IOC' } as const;
    expect(denialOf(order, { triggeredTimeInForce: [] })).toBeNull();
  });

  it('a field that an order leaves out is not denied', () => {
    const none: Partial<Capabilities> = {
      timeInForce: [],
      triggeredTimeInForce: [],
      triggerPriceTypes: [],
      reduceOnly: false,
    };
    expect(denialOf(stop, none)).toBeNull();
  });
});

describe('functions of a capability', () => {
  const call = () => 'called';

  it('a function that exists and that the definition allows is handed out', () => {
    expect(supported(call, true, marketWith({}), 'leverage')).toBe(call);
  });

  it.each<[string, (() => string) | null, boolean]>([
    ['that exists but that the definition denies', call, false],
    ['that the definition allows but that does not exist', null, true],
    ['that neither exists nor is allowed', null, false],
  ])(
    'a function %s is NOT_SUPPORTED, and the error names the market and the capability',
    (_title, found, isSupported) => {
      expect(() => supported(found, isSupported, marketWith({}), 'leverage')).toThrow(
        expect.objectContaining({
          code: 'NOT_SUPPORTED',
          message: 'this service does not support leverage on Some Exchange',
        }),
      );
    },
  );
});
