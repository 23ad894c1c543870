import { id } from './examples-id.ts';

const setAt = '2026-06-26T08:00:00.000Z';

const key = {
  configured: true,
  key_hint: 'x7Qd',
  version: '5f0c6c1e-5a0e-4c57-9c0d-0d3a3d4f7c11',
  verification: 'verified',
  permissions: ['query-funds', 'modify-trades'],
  nonce_scale: 'ms',
  nonce_window: '10000',
  expires_at: null,
  shared_with: [],
  warnings: [],
  set_at: setAt,
} as const;
const unsetKey = {
  ...key,
  configured: false,
  key_hint: null,
  version: null,
  verification: null,
  permissions: null,
  nonce_scale: null,
  nonce_window: null,
  set_at: null,
};
const account = {
  ...id,
  exchange: 'kraken',
  trading_state: 'ACTIVE',
  credentials: { spot: key, swap: unsetKey },
  created_at: setAt,
} as const;
const pull = {
  kind: 'ledger',
  last_success_at: '2026-06-26T08:10:00.000Z',
  last_error: null,
  retry_at: null,
  lag_seconds: 420,
  covered_from: null,
  covered_to: '2026-06-26T08:08:00.000Z',
  gaps: [],
  mismatches: [],
  conflicts: 0,
  reconciled_at: '2026-06-26T02:10:00.000Z',
} as const;

/** The examples of operations on accounts. */
const record = {
  id: 'MDAxNzgyNDYwODAwMDAwI0pLSmFYbVBMdkhjRVNIQT0j',
  time: setAt,
  operation: 'setTradingState',
  subject: 'desk-admin',
  client: '7f3q2k9vd4m1',
  source_address: '203.0.113.7',
  request_id: 'JKJaXmPLvHcESHA=',
  ...id,
  order_id: null,
  client_order_id: null,
  transfer_id: null,
  terms: { trading_state: 'HALTED' },
  journal: null,
  outcome: 'succeeded',
  status_code: 200,
  code: null,
} as const;

// biome-ignore format: one operation on a line, so that request and answer are read together
export const accountExamples = {
  registerExchangeAccount: { request: { ...id, exchange: 'kraken', params: { apiKey: '<spot-api-key>', secret: '<spot-secret>' } }, data: account },
  listExchangeAccounts: { request: { limit: 50 }, data: { accounts: [account], count: 1, next_cursor: null } },
  getExchangeAccount: { request: id, data: { ...account, pulls: { spot: pull, swap: null } } },
  setCredentials: { request: { ...id, params: { futuresApiKey: '<futures-api-key>', futuresSecret: '<futures-secret>' } }, data: account },
  setTradingState: { request: { ...id, trading_state: 'HALTED' }, data: { ...account, trading_state: 'HALTED' } },
  deleteExchangeAccount: { request: id, data: { ...id, deleted: true, purged_records: 0, orders_left_open: 0 } },
  listAudit: { request: { ...id, limit: 100 }, data: { records: [record], count: 1, next_cursor: null } },
} as const;
