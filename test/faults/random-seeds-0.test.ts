import '../conformance/enter.ts';
import './harness/mocks.ts';
import { playSeeds } from './cases/random-seeds.ts';

playSeeds(0);
