/**
 * Of requests without a deadline of their own, from the moment of the signature. Binance's default of 5 seconds refuses every look while the
 * clock of Binance is ahead by more, and without a look no order gets a verdict. Such a request reads, or may be made twice.
 */
export const usualWindowMs = 15_000;

/**
 * Binance refuses a timestamp that is a second ahead of its clock (spot: rest-api, Timing security). The window is ours to choose, up to a
 * minute, so each timestamp is this much in the past and each window as much longer: the moment until which a request is taken stays.
 */
export const stampedBackMs = 10_000;
