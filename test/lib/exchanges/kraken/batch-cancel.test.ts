import { expect, it } from 'vitest';
import { refOf } from '../fixture-calls.ts';
import { useOrders } from '../fixture-orders.ts';

const scene = useOrders();
const [first, second] = ['OAAAAA-BBBBB-CCCCC1', 'OAAAAA-BBBBB-CCCCC2'];
const refs = [first, second].map((exchangeOrderId) => refOf({ exchangeOrderId }));

it.each(['open', 'pending'])(
  'of a batch on spot an order that is still %s is neither canceled nor gone',
  async (status) => {
    const { spot } = scene.simulators;
    const rows = { [first]: { status: 'canceled' }, [second]: { status, vol: '1', vol_exec: '0' } };
    spot.substitute = () => {
      const isQuery = spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
      return { status: 200, body: { error: [], result: isQuery ? rows : { count: 1 } } };
    };
    expect(await scene.exchanges.spot.orders.cancelSome(refs)).toEqual(['canceled', null]);
  },
);

it('of a batch on spot whose cancellation is pending only an order that has ended counts as canceled', async () => {
  const { spot } = scene.simulators;
  const rows = { [first]: { status: 'canceled' }, [second]: { status: 'open', vol: '1', vol_exec: '0' } };
  spot.substitute = () => {
    const isQuery = spot.sent.at(-1)?.path.endsWith('QueryOrders') === true;
    return { status: 200, body: { error: [], result: isQuery ? rows : { count: 2, pending: true } } };
  };
  expect(await scene.exchanges.spot.orders.cancelSome(refs)).toEqual(['canceled', 'pending']);
});

it('a cancel-all on spot whose cancellations are pending tells no number of canceled orders', async () => {
  scene.simulators.spot.substitute = () => ({ status: 200, body: { error: [], result: { count: 2, pending: true } } });
  expect(await scene.exchanges.spot.orders.cancelAll()).toBeNull();
});

it('the outcomes of a batch on futures follow the ids of the answer, and not its order', async () => {
  const batchStatus = [
    { status: 'filled', order_id: second },
    { status: 'cancelled', order_id: first },
  ];
  scene.simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', batchStatus } });
  expect(await scene.exchanges.swap.orders.cancelSome(refs)).toEqual(['canceled', 'gone']);
});

it('a word of a batch on futures that nobody lists is no outcome', async () => {
  const batchStatus = refs.map(({ exchangeOrderId }) => ({ status: 'cancelPending', order_id: exchangeOrderId }));
  scene.simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', batchStatus } });
  expect(await scene.exchanges.swap.orders.cancelSome(refs)).toEqual([null, null]);
});
