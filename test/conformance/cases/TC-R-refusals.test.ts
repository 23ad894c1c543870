import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { loadExchange } from '../../../lib/exchanges/load-exchange.ts';
import { type RefusalRule, rulesAt } from '../../../lib/exchanges/wire/refusals.ts';
import { everyMarket } from '../benches.ts';
import { useDesk } from '../desk.ts';

const tables = await Promise.all(
  everyMarket.map(async (each) => ({
    ...each,
    rules: rulesAt((await loadExchange(each.name)).rules, each.market.host),
  })),
);

/** The outcome of an order by the kind of the rule; a passing refusal is no verdict on the order. */
function outcomeOf({ kind, code }: RefusalRule): object {
  if (kind === 'nonce' || kind === 'expired' || kind === 'not-now') return { kind: 'notExecuted', reason: kind };
  if (kind === 'idTaken') return { kind: 'idTaken' };
  if (kind === 'ambiguous' || kind === 'alreadySo' || kind === 'late') return { kind: 'unknown' };
  return code === 'RATE_LIMITED' ? { kind: 'notExecuted', reason: 'rate-limit' } : { kind: 'rejected' };
}

/** The code, with the end of a limit where the adapter knows one. */
function spelled(exchangeCode: string): unknown {
  const literal = exchangeCode.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return expect.stringMatching(new RegExp(`^${literal}( until \\d+)?$`));
}

describe.each(tables)('$title', (each) => {
  const desk = useDesk(each);
  const { rules } = each;
  const listed = rules.map((rule) => ({
    ...rule,
    exchangeCode: rule.match === '' ? 'EOdd:words that nobody knows' : rule.match,
  }));

  it.each(listed)('TC-R01 "$exchangeCode" is told as $kind with $code, and the order was sent once', async (rule) => {
    const { submit, order, wire, bench } = desk();
    const { exchangeCode, code } = rule;
    const text = rule.text?.source ?? exchangeCode;
    wire.next = { kind: 'answered', answer: bench.refusal(exchangeCode, text) };
    const error = { code, details: [{ exchangeCode: spelled(exchangeCode) }] };
    expect(await submit(order())).toMatchObject({ ...outcomeOf(rule), error });
    expect(wire.sent).toHaveLength(1);
  });

  it('TC-R02 the last rule matches everything and assumes nothing', () => {
    expect(rules.at(-1)).toMatchObject({ match: '', kind: 'ambiguous' });
    expect(rules.at(-1)?.text).toBeUndefined();
    const everyCode = rules.slice(0, -1).filter(({ match }) => match === '');
    expect(everyCode.every(({ text, kind }) => text !== undefined && kind === 'ambiguous')).toBe(true);
  });

  it('TC-R03 every message names the code of the exchange', () => {
    for (const { message, match } of rules) expect(message.includes('{code}') || message.includes(match)).toBe(true);
  });

  it.each([200, 400, 500, 502, 503])(
    'TC-R04 an order answered outside the protocol under HTTP %i is unknown',
    async (status) => {
      const { submit, order, wire } = desk();
      for (const body of ['', '<html>', '{"cut', '[]', '{}', 'null']) {
        wire.next = { kind: 'answered', answer: { status, body } };
        expect(await submit(order()), body).toMatchObject({ kind: 'unknown' });
      }
    },
  );

  it('TC-R05 a read answered outside the protocol is an error, and never empty', async () => {
    const { adapter, wire } = desk();
    for (const body of ['', '<html>', '[]', '{}', 'null']) {
      wire.next = { kind: 'answered', answer: { status: 200, body } };
      await expect(adapter.wallets.balances(), body).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    }
  });

  it('TC-R06 an order for more than the wallet holds is rejected as such', async () => {
    const { submit, order, bench } = desk();
    const error = { code: 'INSUFFICIENT_FUNDS' };
    expect(await submit(order({ quantity: bench.unaffordable }))).toMatchObject({ kind: 'rejected', error });
  });

  it('TC-R07 a quantity beyond every limit is refused for good, as 422', async () => {
    const { submit, order } = desk();
    // Where the exchange tells a maximum, the service refuses the order itself (TC-Q10).
    const outcome = await submit(order({ type: 'limit', price: '70000', quantity: '900000000' })).catch(
      (error: unknown) => ({ kind: 'rejected', error }),
    );
    expect(outcome).toMatchObject({ kind: 'rejected', error: { statusCode: 422 } });
  });

  it('TC-R08 one conditional order too many is told so, and may be sent again once there is room', async () => {
    const { submit, order } = desk();
    const quantity = each.market.quantityUnit === 'contracts' ? '0.01' : '0.002';
    const terms = { type: 'stop_loss', stopPrice: '90000', quantity } as const;
    let outcome = await submit(order(terms));
    for (let count = 0; outcome.kind === 'accepted' && count < mostStops; count += 1)
      outcome = await submit(order(terms));
    // The made-up exchange has no limit.
    if (outcome.kind === 'accepted') return;
    const error = { code: 'RATE_LIMITED', message: expect.stringMatching(/orders.*nothing was placed.*repeat/) };
    expect(outcome).toMatchObject({ kind: 'notExecuted', reason: 'not-now', error });
  });
});

/** More than any exchange allows on one symbol. */
const mostStops = 300;
