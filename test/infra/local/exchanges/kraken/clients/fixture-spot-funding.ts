import { expect } from 'vitest';
import type { Call, Unserved } from './fixture-calls.ts';
import type { SpotStage } from './fixture-spot.ts';

type SpotCall = Call<SpotStage>;

const noMoneyOut = 'a trading key has no right to withdraw';

export const spotFunding: readonly SpotCall[] = [
  {
    call: 'fetchDeposits',
    shows: 'the opening balance as the ledger has it',
    async run({ exchange }) {
      expect(await exchange.fetchDeposits('USD')).toMatchObject([{ currency: 'USD', amount: 100_000, status: 'ok' }]);
    },
  },
  {
    call: 'fetchWithdrawals',
    shows: 'none: nobody withdraws here',
    run: async ({ exchange }) => expect(await exchange.fetchWithdrawals()).toEqual([]),
  },
  {
    call: 'withdraw',
    shows: noMoneyOut,
    refusal: /Permission denied/,
    run: ({ exchange }) => exchange.withdraw('BTC', 0.1, '', undefined, { key: 'cold wallet' }),
  },
  {
    call: 'withdraw (key with the right)',
    shows: 'an account without saved addresses knows no withdrawal key',
    refusal: /Unknown withdraw key/,
    async run({ exchange, spot }) {
      const { apiKey, secret } = exchange;
      const minted = await spot.control('key', { permissions: ['withdraw-funds'] });
      const { api_key, secret: own } = minted as { api_key: string; secret: string };
      Object.assign(exchange, { apiKey: api_key, secret: own });
      try {
        expect((await exchange.privatePostWithdrawAddresses({ asset: 'XBT' })).result).toEqual([]);
        return await exchange.withdraw('BTC', 0.1, '', undefined, { key: 'cold wallet' });
      } finally {
        Object.assign(exchange, { apiKey, secret });
      }
    },
  },
  {
    call: 'privatePostWithdrawInfo',
    shows: noMoneyOut,
    refusal: /Permission denied/,
    run: ({ exchange }) => exchange.privatePostWithdrawInfo({ asset: 'XBT', key: 'cold wallet', amount: '0.1' }),
  },
  {
    call: 'privatePostGetWebSocketsToken',
    shows: 'a trading key has no right to a token; there is no feed behind one either',
    refusal: /Permission denied/,
    run: ({ exchange }) => exchange.privatePostGetWebSocketsToken(),
  },
  {
    call: 'fetchDepositAddress',
    shows: 'an address that no coin can be sent to would be a lie; balances come from the sandbox or a control',
    unserved: /Unknown method/,
    run: ({ exchange }) => exchange.fetchDepositAddress('BTC'),
  },
  {
    call: 'createDepositAddress',
    shows: 'as fetchDepositAddress',
    unserved: /Unknown method/,
    run: ({ exchange }) => exchange.createDepositAddress('BTC'),
  },
  {
    call: 'fetchDepositMethods',
    shows: 'as fetchDepositAddress',
    unserved: /Unknown method/,
    run: ({ exchange }) => exchange.fetchDepositMethods('BTC'),
  },
];

const earn = 'staking: the product neither reads nor moves staked funds';
const exports = 'report files: the ledger itself is served';
const deeper = 'a deeper book than the ten levels that the market maker quotes';
const reporting = 'reports of regulated venues, which no client of the product reads';

export const spotUnserved: Unserved = {
  'GET public MaintenanceSchedule': 'nothing is scheduled; SystemStatus tells the state',
  'GET public GroupedBook': deeper,
  'GET public PreTrade': reporting,
  'GET public PostTrade': reporting,
  'POST private Level3': deeper,
  'POST private CreditLines': 'credit of institutions',
  'POST private AddExport': exports,
  'POST private ExportStatus': exports,
  'POST private RetrieveExport': exports,
  'POST private RemoveExport': exports,
  'POST private ListWalletAccounts': 'wallets of institutions',
  'POST private DepositMethods': 'as fetchDepositAddress',
  'POST private DepositAddresses': 'as fetchDepositAddress',
  'POST private WithdrawMethods': 'no method exists; Withdraw refuses as at the exchange',
  'POST private WithdrawCancel': 'no withdrawal can exist',
  'POST private CreateSubaccount': 'institutions only',
  'POST private AccountTransfer': 'institutions only',
  'POST private Earn/Allocate': earn,
  'POST private Earn/Deallocate': earn,
  'POST private Earn/AllocateStatus': earn,
  'POST private Earn/DeallocateStatus': earn,
  'POST private Earn/Strategies': earn,
  'POST private Earn/Allocations': earn,
};
