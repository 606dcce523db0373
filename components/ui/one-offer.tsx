'use client';

import {
  createContext,
  type ReactNode,
  type Ref,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';

interface Offers {
  /** What makes the offer; null: nothing yet. */
  holder: Element | null;
  /** @returns what withdraws it */
  claim: (element: Element) => () => void;
}

const OffersContext = createContext<Offers>({ holder: null, claim: () => () => undefined });

/** Below it, of those who would offer the same the first on the page does, and no other. */
export function OneOffer({ children }: { children: ReactNode }) {
  const [claims, setClaims] = useState<readonly Element[]>([]);
  const claim = useCallback((element: Element) => {
    setClaims(now => [...now, element].sort(inDocument));
    return () => setClaims(now => now.filter(other => other !== element));
  }, []);
  const offers = useMemo(() => ({ holder: claims[0] ?? null, claim }), [claims, claim]);
  return <OffersContext value={offers}>{children}</OffersContext>;
}

/** Whether it is here that the offer stands; `ref` goes to the element that would make it. */
export function useOneOffer(): { ref: Ref<HTMLElement>; isOffering: boolean } {
  const { holder, claim } = useContext(OffersContext);
  const [element, setElement] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => (element === null ? undefined : claim(element)), [claim, element]);
  return { ref: setElement, isOffering: element !== null && holder === element };
}

/** Panels arrive in any order. */
function inDocument(a: Element, b: Element): number {
  return (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 1 : -1;
}
