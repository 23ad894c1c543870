import { describe, expect, it } from 'vitest';
import { list, openScene, orderRow, type Scene, told } from './fixture-bybit.ts';

const inverse = orderRow({ orderId: 'coin-1', orderLinkId: 'another program', symbol: 'BTCUSD', qty: '100' });
const option = orderRow({ orderId: 'option-1', orderLinkId: '', symbol: 'BTC-27MAR26-70000-C', qty: '1' });

/** The open orders of each category. A number is a refusal. */
function shows(answers: Scene['answers'], open: Record<string, readonly unknown[] | number>): void {
  answers['order/realtime'] = ({ fields: { category, orderId } }) => {
    const rows = open[String(category)] ?? [];
    if (typeof rows === 'number') return told({}, rows);
    return list(rows.filter((row) => orderId === undefined || (row as { orderId: string }).orderId === orderId));
  };
  answers['order/history'] = () => list([]);
}

const asRow = { isUntraded: true, store: 'regular', status: 'open' };
const categoriesOf = ({ sent }: Scene) => sent.map(({ path, fields }) => `${path} ${fields.category}`);

describe('orders in inverse contracts and options', () => {
  it('are told under the contracts alone, each with its symbol, in one request a kind', async () => {
    const [swap, spot] = [await openScene('swap'), await openScene('spot')];
    shows(swap.answers, { inverse: [inverse], option: [option] });
    expect(await swap.adapter.orders.untraded()).toMatchObject({
      rows: [
        { ...asRow, exchangeOrderId: 'coin-1', symbol: 'BTC/USD:BTC', clientOrderId: 'another program' },
        { ...asRow, exchangeOrderId: 'option-1', symbol: 'BTC-27MAR26-70000-C' },
      ],
      ...{ unread: [], unseen: [], hidden: [] },
    });
    expect(swap.sent.map(({ fields }) => fields)).toEqual([
      { category: 'inverse', limit: '50' },
      { category: 'option', limit: '50' },
    ]);
    expect((await spot.adapter.orders.untraded()).rows).toEqual([]);
    expect(spot.sent).toEqual([]);
  });

  it('are not in the list that the order path reads', async () => {
    const swap = await openScene('swap');
    shows(swap.answers, { inverse: [inverse], option: [option] });
    expect(await swap.adapter.orders.open()).toEqual([]);
    expect(categoriesOf(swap)).not.toContain('order/realtime inverse');
  });

  it('that cannot be looked at are told as such; options that the key is not shown are told apart', async () => {
    const swap = await openScene('swap');
    shows(swap.answers, { inverse: 10005, option: 10005 });
    expect(await swap.adapter.orders.untraded()).toMatchObject({
      rows: [],
      unseen: [expect.stringMatching(/^orders of inverse contracts could not be looked at: .*10005/)],
      hidden: [expect.stringMatching(/^orders of options could not be looked at: .*10005/)],
    });
    shows(swap.answers, { inverse: [inverse], option: 10016 });
    expect(await swap.adapter.orders.untraded()).toMatchObject({
      rows: [{ exchangeOrderId: 'coin-1' }],
      unseen: [expect.stringMatching(/options could not be looked at/)],
      hidden: [],
    });
  });

  it('whose row cannot be read are told with the id', async () => {
    const swap = await openScene('swap');
    shows(swap.answers, { inverse: [orderRow({ orderId: 'coin-2', symbol: {} })] });
    expect(await swap.adapter.orders.untraded()).toMatchObject({ rows: [], unread: [{ exchangeOrderId: 'coin-2' }] });
  });
});

describe('a cancellation of everything', () => {
  async function cancels(open: Record<string, readonly unknown[] | number>) {
    const swap = await openScene('swap');
    shows(swap.answers, open);
    const left = new Map(Object.entries({ inverse: [{ orderId: 'coin-1' }], option: [{ orderId: 'option-1' }] }));
    swap.answers['order/cancel-all'] = ({ fields: { category } }) => {
      const rows = left.get(String(category)) ?? [];
      left.delete(String(category));
      return told({ list: rows, success: '1' });
    };
    const canceled = await swap.adapter.orders.cancelAll();
    const sent = swap.sent.filter(({ path }) => path === 'order/cancel-all').map(({ fields }) => fields);
    return { canceled, sent: sent.filter(({ category }) => category !== 'linear') };
  }

  it('cancels inverse contracts by symbol and options all at once, and counts each', async () => {
    const { canceled, sent } = await cancels({ inverse: [inverse], option: [option] });
    const query = [{ category: 'inverse', symbol: 'BTCUSD' }, { category: 'option' }];
    expect([canceled, sent]).toEqual([2, query.flatMap((each) => [each, each])]);
  });

  it('of an account without such orders sends no cancellation for them', async () => {
    expect(await cancels({})).toEqual({ canceled: 0, sent: [] });
    expect(await cancels({ option: 10005 })).toEqual({ canceled: 0, sent: [] });
  });

  it('fails where inverse contracts could not be looked at, after everything else was canceled', async () => {
    await expect(cancels({ inverse: 10016, option: [option] })).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe('one order in an inverse contract', () => {
  const ref = { exchangeOrderId: 'coin-1', store: 'regular', symbol: 'BTC/USD:BTC' } as const;

  it.each([ref, { ...ref, symbol: null }])('is read and canceled in its own category: %j', async (named) => {
    const swap = await openScene('swap');
    shows(swap.answers, { inverse: [inverse] });
    swap.answers['order/cancel'] = ({ fields }) =>
      fields.category === 'inverse' ? told({ orderId: fields.orderId, orderLinkId: '' }) : told({}, 110001);
    expect(await swap.adapter.orders.read(named, 0)).toMatchObject({ ...asRow, symbol: 'BTC/USD:BTC' });
    expect(await swap.adapter.orders.cancel(named)).toBe('pending');
    expect(swap.sent.at(-1)?.fields).toEqual({ category: 'inverse', symbol: 'BTCUSD', orderId: 'coin-1' });
  });

  it('among orders of the market leaves by itself, and its end stands in its place', async () => {
    const swap = await openScene('swap');
    shows(swap.answers, { inverse: [inverse] });
    swap.answers['order/cancel'] = ({ fields }) => told({ orderId: fields.orderId, orderLinkId: '' });
    swap.answers['order/cancel-batch'] = () => told({ list: [{}] }, 0, { retExtInfo: { list: [{ code: 110001 }] } });
    const own = { exchangeOrderId: 'own', store: 'regular', symbol: 'BTC/USDT:USDT' } as const;
    expect(await swap.adapter.orders.cancelSome([ref, own])).toEqual(['pending', 'gone']);
  });
});
