import type * as z from 'zod';

/** A schema, or the fields of one, that is built at the first use: a function builds the schemas of its own route alone. */
export type Deferred<S = z.ZodType> = () => S;

export function deferred<S>(build: () => S): Deferred<S> {
  let built: S | undefined;
  return () => {
    built ??= build();
    return built;
  };
}

/** The type of a request after parsing. */
export type Output<D extends Deferred> = z.output<ReturnType<D>>;

/** The type of an answer before serialisation. */
export type Input<D extends Deferred> = z.input<ReturnType<D>>;
