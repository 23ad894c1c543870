import type { ExchangeAnswer } from '../../infra/local/exchanges/server/messages.ts';
import type { Protocol } from '../../infra/local/exchanges/server/server.ts';
import type { Simulators } from '../../infra/local/stack/simulated-hosts.ts';
import { nonceRecord } from './concurrent-load.ts';

/** What the counters of a host have seen. */
interface HostUsage {
  readonly host: string;
  readonly limit: number;
  mostUsed: number;
  /** Requests refused for the address: HTTP 403, 418 and 429. */
  refused: number;
}

interface NonceUsage {
  readonly window: number;
  readonly accepted: number;
  readonly refused: number;
  readonly repeated: number;
  /** Accepted nonces below the one before. */
  readonly falling: number;
}

export interface Usage {
  readonly hosts: readonly HostUsage[];
  /** Of each key at Kraken Spot. */
  readonly nonces: readonly NonceUsage[];
}

const minuteMs = 60_000;
const address = '127.0.0.1';
/** The part of each minute that foreign programs behind the address use up: little of the share of reads (80 %) is left at spot. */
const foreign = { spot: 4600, usdm: 700 };
const limits = { spot: 6000, usdm: 2400, bybit: 600 };

/** Every exchange enforces the limits of an address, and foreign programs share the address at Binance. */
export function watchUsage({ binance, bybit, kraken }: Simulators): Usage {
  const { spot, usdm } = binance;
  if (!spot || !usdm || !bybit.api || !kraken.spot) throw new Error('a simulator is missing');
  void bybit.api.protocol.control.limits?.({ enabled: true });
  const bybitExchange = bybit.api.protocol.exchange;
  const hosts = [
    watched('binance spot', limits.spot, withForeign(spot.protocol, foreign.spot), weightIn),
    watched('binance usdm', limits.usdm, withForeign(usdm.protocol, foreign.usdm), weightIn),
    watched('bybit', limits.bybit, bybit.api.protocol, () => bybitExchange().usage.address.spent.length),
  ];
  const { protocol } = kraken.spot;
  return {
    hosts,
    get nonces() {
      return [...protocol.exchange().keys.values()]
        .filter(({ customer }) => customer.startsWith('kraken-'))
        .map(({ apiKey, nonceWindow }) => noncesOf(protocol, apiKey, Number(nonceWindow)));
    },
  };
}

function weightIn({ headers = {} }: ExchangeAnswer): number {
  return Number(headers['X-MBX-USED-WEIGHT-1M'] ?? 0);
}

function withForeign(protocol: Protocol, weight: number): Protocol {
  const handle = protocol.handle.bind(protocol);
  let minute = 0;
  protocol.handle = (request) => {
    const now = Math.floor(Date.now() / minuteMs);
    if (now !== minute) protocol.control.limits?.({ used: { address, weight } });
    minute = now;
    return handle(request);
  };
  return protocol;
}

function watched(
  host: string,
  limit: number,
  protocol: Protocol,
  usedAt: (answer: ExchangeAnswer) => number,
): HostUsage {
  const usage: HostUsage = { host, limit, mostUsed: 0, refused: 0 };
  const handle = protocol.handle.bind(protocol);
  protocol.handle = (request) => {
    const answer = handle(request);
    if ([403, 418, 429].includes(answer.status)) usage.refused += 1;
    usage.mostUsed = Math.max(usage.mostUsed, usedAt(answer));
    return answer;
  };
  return usage;
}

function noncesOf({ log }: Protocol, apiKey: string, window: number): NonceUsage {
  const { requests, refusals, repeated } = nonceRecord(log, apiKey);
  const accepted = log.filter((entry) => entry.apiKey === apiKey && entry.accepted).map(({ nonce }) => Number(nonce));
  const falling = accepted.filter((nonce, index) => nonce < (accepted[index - 1] ?? 0)).length;
  return { window, accepted: requests - refusals, refused: refusals, repeated, falling };
}
