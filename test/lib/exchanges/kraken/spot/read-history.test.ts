import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../../../lib/exchanges/kraken/spot/endpoints.ts';
import { krakenSpotRules } from '../../../../../lib/exchanges/kraken/spot/errors.ts';
import { readHistory } from '../../../../../lib/exchanges/kraken/spot/read-history.ts';
import type { Endpoint } from '../../../../../lib/exchanges/wire/endpoint.ts';
import { readError } from '../../../../../lib/exchanges/wire/read-error.ts';
import { ExchangeRejection } from '../../../../../lib/exchanges/wire/refusals.ts';

/** Every history is refused with this code; the key's report is the given one, or fails. */
function wireRefusing(exchangeCode: string, report: object | null) {
  return {
    read: async (endpoint: Endpoint) => {
      if (endpoint === endpoints.GetApiKeyInfo && report !== null) return { error: [], result: report };
      throw readError(krakenSpotRules, 'Kraken Spot', new ExchangeRejection('Kraken Spot', exchangeCode));
    },
  };
}

const histories = [endpoints.Ledgers, endpoints.TradesHistory, endpoints.ClosedOrders];
const key = { api_key_name: 'k', permissions: ['query-ledger'], iban: 'AA', nonce: '1', nonce_window: '0' };
const unlimited = { ...key, query_from: '0', query_to: '0', valid_until: '0' };
const limited = { ...unlimited, query_from: '1700000000' };
const refused = 'EGeneral:Invalid arguments';

describe.each(histories)('a refused range of a history ($path)', (endpoint) => {
  it.each([
    [
      'whose key has query dates is PERMISSION_DENIED, with the remedy',
      limited,
      'PERMISSION_DENIED',
      /query dates.*Remove both dates/,
    ],
    [
      'whose key has none is INVALID_REQUEST',
      unlimited,
      'INVALID_REQUEST',
      /does not accept the range of this history/,
    ],
    [
      'whose key reports nothing is INVALID_REQUEST',
      null,
      'INVALID_REQUEST',
      /does not accept the range of this history/,
    ],
  ] as const)('%s, and never INVALID_ORDER', async (_title, report, code, message) => {
    for (const exchangeCode of [refused, `${refused}:ofs`, 'EGeneral: Invalid arguments: ofs'])
      await expect(readHistory(wireRefusing(exchangeCode, report), endpoint, {})).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
        details: [{ exchangeCode }],
      });
  });

  it('keeps every other refusal as it is', async () => {
    await expect(readHistory(wireRefusing('EAPI:Rate limit exceeded', limited), endpoint, {})).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });
});
