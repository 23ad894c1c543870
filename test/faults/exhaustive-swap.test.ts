import './harness-mocks.ts';
import { describeExhaustive } from './exhaustive.ts';

describeExhaustive('swap');
