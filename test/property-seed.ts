import fc from 'fast-check';

/** One seed for all properties, so that a run can be repeated. `PROPERTY_SEED=7` takes another seed, `PROPERTY_SEED=any` a new one. */
const { PROPERTY_SEED = '1' } = process.env;

fc.configureGlobal({ seed: PROPERTY_SEED === 'any' ? Date.now() % 2 ** 31 : Number(PROPERTY_SEED) });
