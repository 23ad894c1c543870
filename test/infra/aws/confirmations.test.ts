import { describe, expect, it } from 'vitest';
import { guardedOptions } from '../../../infra/aws/confirmations.ts';
import { everyOption, flat, optionsOf, synthesize, type Variant } from './fixture-stack.ts';

interface Parameter {
  readonly Default: string;
  readonly AllowedValues: readonly string[];
}

function parametersIn(variant: Variant): Record<string, Parameter> {
  return (synthesize(variant).template as unknown as { Parameters: Record<string, Parameter> }).Parameters;
}

describe('the guard in the template', () => {
  it('each guarded option is a parameter whose only allowed value is the option: CloudFormation refuses the previous value', () => {
    for (const variant of [{}, everyOption]) {
      const parameters = parametersIn(variant);
      for (const { id, value } of guardedOptions(optionsOf(variant)))
        expect(parameters[id]).toMatchObject({ Default: value, AllowedValues: [value] });
    }
  });

  it('an output tells the deployed options', () => {
    const text = flat(synthesize().template.Outputs.GuardedOptions?.Value);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(guardedOptions(optionsOf()).map(({ id }) => id));
  });
});
