#!/usr/bin/env python3
"""Makes edited copies of the Word document of the 2023 survey, and what a reader of them must find.

    make_edits.py BASE OUT [--soffice PROGRAM]
    make_edits.py --words FILE...
    make_edits.py --lines FOLDER

BASE is the document, OUT an empty or new folder. Needs lxml; the copies that LibreOffice makes are left out without
soffice. It stops at the first edit that no longer fits the words or the shape of the document. With --words it prints
the words of documents with all tracked changes accepted and rejected, as JSON; with --lines, the lines of all documents
in a folder.
"""
import copy, io, json, os, random, re, shutil, subprocess, sys, tempfile, zipfile
from lxml import etree

W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
W14 = 'http://schemas.microsoft.com/office/word/2010/wordml'
W15 = 'http://schemas.microsoft.com/office/word/2012/wordml'
W16CID = 'http://schemas.microsoft.com/office/word/2016/wordml/cid'
MC = 'http://schemas.openxmlformats.org/markup-compatibility/2006'
CT = 'http://schemas.openxmlformats.org/package/2006/content-types'
REL = 'http://schemas.openxmlformats.org/package/2006/relationships'
ODR = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
XMLNS = 'http://www.w3.org/XML/1998/namespace'
w = '{%s}' % W


def el(tag, **attributes):
    e = etree.Element(w + tag)
    for k, v in attributes.items():
        e.set(w + k, str(v))
    return e


def text_of(p, deleted=False):
    """The words of a paragraph: as they stand, or with what is marked as deleted and moved away."""
    out = []
    for t in p.iter(w + 't', w + 'delText', w + 'tab', w + 'br', w + 'noBreakHyphen'):
        gone = any(a.tag in (w + 'del', w + 'moveFrom') for a in t.iterancestors())
        if t.tag in (w + 'tab', w + 'br'):
            if t.getparent().tag == w + 'r' and not gone:
                out.append(' ')
        elif not gone or deleted:
            out.append('\u2011' if t.tag == w + 'noBreakHyphen' else t.text or '')
    return ''.join(out)


class Doc:
    def __init__(self, data):
        z = zipfile.ZipFile(io.BytesIO(data))
        self.parts = {n: z.read(n) for n in z.namelist()}
        self.root = etree.fromstring(self.parts['word/document.xml'])
        self.body = self.root.find(w + 'body')
        self.next_id = 9000
        self.comments = []          # (id, author, initials, date, text, parent, done, paraId)
        self.author, self.date, self.tracked = 'A. Facilitator', '2023-07-20T10:00:00Z', True

    # -- finding
    def paragraphs(self):
        return [p for p in self.body.iter(w + 'p')]

    def style(self, p):
        s = p.find(w + 'pPr/' + w + 'pStyle')
        return s.get(w + 'val') if s is not None else ''

    def listed(self, p):
        """Whether it is a line of the contents or of the list of graphs: by the name of its style, for LibreOffice gives ids of its own."""
        if not hasattr(self, 'names'):
            styles = etree.fromstring(self.parts['word/styles.xml'])
            self.names = {x.get(w + 'styleId'): (x.find(w + 'name').get(w + 'val') or '').lower() for x in styles.iter(w + 'style')}
        return self.names.get(self.style(p), '').startswith(('toc ', 'table of figures'))

    def find(self, words, style=None):
        hits = [p for p in self.paragraphs() if words in text_of(p, True) and not self.listed(p)
                and (style is None or self.style(p) == style)]
        if len(hits) != 1:
            raise SystemExit(f'make_edits: {len(hits)} paragraphs hold {words!r} (style {style})')
        return hits[0]

    # -- marks
    def mark(self, tag):
        self.next_id += 1
        return el(tag, id=self.next_id, author=self.author, date=self.date)

    def para_mark(self, p, tag):
        ppr = p.find(w + 'pPr')
        if ppr is None:
            ppr = etree.Element(w + 'pPr'); p.insert(0, ppr)
        rpr = ppr.find(w + 'rPr')
        if rpr is None:
            rpr = etree.Element(w + 'rPr')
            later = [c for c in ppr if c.tag in (w + 'sectPr', w + 'pPrChange')]
            (later[0].addprevious(rpr) if later else ppr.append(rpr))
        rpr.insert(0, self.mark(tag))

    # -- runs
    def runs(self, p):
        """The runs that show words, in order, with the text of each; field codes and deleted ones left out."""
        out, depth, code = [], 0, False
        for r in p.iter(w + 'r'):
            f = r.find(w + 'fldChar')
            if f is not None:
                k = f.get(w + 'fldCharType')
                code = k == 'begin' or (code and k != 'separate')
                if k == 'end':
                    code = False
                continue
            if code or any(a.tag in (w + 'del', w + 'moveFrom') for a in r.iterancestors()):
                continue
            t = ''.join(x.text or '' for x in r.findall(w + 't'))
            if t:
                out.append((r, t))
        return out

    def run_like(self, r, words, tag='t'):
        q = etree.Element(w + 'r')
        pr = r.find(w + 'rPr') if r is not None else None
        if pr is not None:
            q.append(copy.deepcopy(pr))
        t = etree.SubElement(q, w + tag); t.text = words; t.set('{%s}space' % XMLNS, 'preserve')
        return q

    def cut_at(self, p, at):
        """Splits the run at a place of the paragraph's words, so that a run begins there; returns it (None at the end)."""
        pos = 0
        for r, t in self.runs(p):
            if pos == at:
                return r
            if pos < at < pos + len(t):
                a, b = t[:at - pos], t[at - pos:]
                q = copy.deepcopy(r)
                for x, words in ((r, a), (q, b)):
                    ts = x.findall(w + 't')
                    ts[0].text = words; ts[0].set('{%s}space' % XMLNS, 'preserve')
                    for extra in ts[1:]:
                        x.remove(extra)
                r.addnext(q)
                return q
            pos += len(t)
        return None

    def words(self, p):
        return ''.join(t for _, t in self.runs(p))

    def replace(self, p, before, after, nth=0, keep_bookmark=True):
        """`before` becomes `after` in p: tracked, or typed over. An empty `before` stands for the paragraph's end."""
        full = self.words(p)
        at = len(full) if not before else [m.start() for m in re.finditer(re.escape(before), full)][nth]
        first = self.cut_at(p, at) if before else None
        if before:
            self.cut_at(p, at + len(before))
        gone, pos = [], 0
        for r, t in self.runs(p):
            if before and at <= pos and pos + len(t) <= at + len(before):
                gone.append(r)
            pos += len(t)
        like = gone[0] if gone else (self.runs(p)[-1][0] if self.runs(p) else None)
        new = self.run_like(like, after) if after else None
        where = gone[-1] if gone else like
        if self.tracked:
            for r in gone:
                d = self.mark('del'); r.addprevious(d); d.append(r)
                for t in r.findall(w + 't'):
                    t.tag = w + 'delText'
            if new is not None:
                i = self.mark('ins'); i.append(new)
                (where.getparent() if where.getparent().tag == w + 'del' else where).addnext(i)
        else:
            if new is not None:
                where.addnext(new)
            for r in gone:
                if not keep_bookmark:   # Word takes the bookmark away with the words that it holds, when they are typed over
                    s, e = r.getprevious(), (new if new is not None else r).getnext()
                    if s is not None and s.tag == w + 'bookmarkStart' and e is not None and e.tag == w + 'bookmarkEnd':
                        s.getparent().remove(s); e.getparent().remove(e)
                r.getparent().remove(r)

    def split(self, p, before_words):
        """Enter before these words: the first half gets the new mark, the second keeps the old one."""
        at = self.words(p).index(before_words)
        second = self.cut_at(p, at)
        q = etree.Element(w + 'p')
        ppr = p.find(w + 'pPr')
        if ppr is not None:
            q.append(copy.deepcopy(ppr))
        p.addprevious(q)
        for c in list(p):
            if c.tag == w + 'pPr':
                continue
            if c is second:
                break
            q.append(c)
        if self.tracked:
            self.para_mark(q, 'ins')
        return q, p

    def merge(self, p, between=' '):
        """Delete at the end of p: its mark goes, the next paragraph's words follow."""
        n = p.getnext()
        assert n.tag == w + 'p'
        if self.tracked:
            if between:
                self.replace(p, '', between)
            self.para_mark(p, 'del')
        else:
            at = 1 if n.find(w + 'pPr') is not None else 0
            for c in [c for c in p if c.tag != w + 'pPr']:
                n.insert(at, c); at += 1
            if between:
                n.insert(at, self.run_like(None, between))
            p.getparent().remove(p)

    def add_after(self, p, words):
        """Enter at the end of p, then typing: in Word the NEW mark is p's, the new paragraph has the old one."""
        q = etree.Element(w + 'p')
        ppr = p.find(w + 'pPr')
        if ppr is not None:
            q.append(copy.deepcopy(ppr))
        r = self.run_like(self.runs(p)[0][0], words)
        p.addnext(q)
        if self.tracked:
            self.para_mark(p, 'ins')
            i = self.mark('ins'); i.append(r); q.append(i)
        else:
            q.append(r)
        return q

    def move_after(self, p, target, name='move140000001'):
        """Cut and paste of a whole paragraph, as Word 16 writes it: the ends of both ranges stand between paragraphs."""
        if not self.tracked:
            target.addnext(p); return p
        q = copy.deepcopy(p)
        for x, tag in ((p, 'moveFrom'), (q, 'moveTo')):
            for c in [c for c in x if c.tag != w + 'pPr']:
                if c.tag == w + 'r':
                    m = self.mark(tag); c.addprevious(m); m.append(c)
            self.para_mark(x, tag)
            s = self.mark(tag + 'RangeStart'); s.set(w + 'name', name)
            ppr = x.find(w + 'pPr'); ppr.addnext(s)
            e = el(tag + 'RangeEnd', id=s.get(w + 'id'))
            if x is q:
                target.addnext(q)
            x.addnext(e)
        return q

    def remove(self, p):
        """The whole paragraph goes."""
        if not self.tracked:
            p.getparent().remove(p)
            return
        for r, _ in self.runs(p):
            d = self.mark('del'); r.addprevious(d); d.append(r)
            for t in r.findall(w + 't'):
                t.tag = w + 'delText'
        self.para_mark(p, 'del')

    # -- comments
    def comment(self, start, end, words, author='A. Facilitator', initials='AF', date='2023-07-20T10:05:00Z', parent=None, done=False):
        """start, end: elements (runs or wrappers) that the comment begins before and ends after; a reply has the range of its parent."""
        i = len(self.comments)
        self.comments.append((i, author, initials, date, words, parent, done, '%08X' % (0x5A000001 + i)))
        start.addprevious(el('commentRangeStart', id=i))
        r = etree.Element(w + 'r'); r.append(el('commentReference', id=i))
        e = el('commentRangeEnd', id=i)
        end.addnext(e); e.addnext(r)
        return i, r

    def reply(self, of, after, words, **kw):
        s = [x for x in self.root.iter(w + 'commentRangeStart') if x.get(w + 'id') == str(of)][0]
        i = len(self.comments)
        self.comments.append((i, kw.get('author', 'Secretariat'), kw.get('initials', 'S'), kw.get('date', '2023-07-21T09:00:00Z'), words, of, kw.get('done', False), '%08X' % (0x5A000001 + i)))
        s.addnext(el('commentRangeStart', id=i))
        e = el('commentRangeEnd', id=i); after.addnext(e)
        r = etree.Element(w + 'r'); r.append(el('commentReference', id=i)); e.addnext(r)
        return i

    def part(self, name, data, content_type, rel):
        self.parts[name] = data
        ct = etree.fromstring(self.parts['[Content_Types].xml'])
        if not any(o.get('PartName') == '/' + name for o in ct):
            o = etree.SubElement(ct, '{%s}Override' % CT); o.set('PartName', '/' + name); o.set('ContentType', content_type)
        self.parts['[Content_Types].xml'] = ser(ct)
        n = 'word/_rels/document.xml.rels'
        rels = etree.fromstring(self.parts[n])
        e = etree.SubElement(rels, '{%s}Relationship' % REL)
        e.set('Id', 'rIdEdit%d' % len(rels)); e.set('Type', rel); e.set('Target', name.split('/', 1)[1])
        self.parts[n] = ser(rels)

    def save(self, path):
        if self.comments:
            c = etree.Element(w + 'comments', nsmap={'w': W, 'w14': W14, 'mc': MC}); c.set('{%s}Ignorable' % MC, 'w14')
            x = etree.Element('{%s}commentsEx' % W15, nsmap={'w15': W15})
            ids = etree.Element('{%s}commentsIds' % W16CID, nsmap={'w16cid': W16CID})
            para = {k[0]: k[7] for k in self.comments}
            for i, author, initials, date, words, parent, done, pid in self.comments:
                e = etree.SubElement(c, w + 'comment')
                for k, v in (('id', i), ('author', author), ('date', date), ('initials', initials)):
                    e.set(w + k, str(v))
                p = etree.SubElement(e, w + 'p'); p.set('{%s}paraId' % W14, pid); p.set('{%s}textId' % W14, '77777777')
                r = etree.SubElement(p, w + 'r'); etree.SubElement(r, w + 'annotationRef')
                r = etree.SubElement(p, w + 'r'); t = etree.SubElement(r, w + 't'); t.text = words
                ex = etree.SubElement(x, '{%s}commentEx' % W15); ex.set('{%s}paraId' % W15, pid)
                if parent is not None:
                    ex.set('{%s}paraIdParent' % W15, para[parent])
                ex.set('{%s}done' % W15, '1' if done else '0')
                d = etree.SubElement(ids, '{%s}commentId' % W16CID); d.set('{%s}paraId' % W16CID, pid); d.set('{%s}durableId' % W16CID, '%08X' % (0x22DF0000 + i))
            base = 'application/vnd.openxmlformats-officedocument.wordprocessingml.'
            self.part('word/comments.xml', ser(c), base + 'comments+xml', ODR + '/comments')
            self.part('word/commentsExtended.xml', ser(x), base + 'commentsExtended+xml', 'http://schemas.microsoft.com/office/2011/relationships/commentsExtended')
            self.part('word/commentsIds.xml', ser(ids), base + 'commentsIds+xml', 'http://schemas.microsoft.com/office/2016/09/relationships/commentsIds')
        s = self.parts['word/settings.xml']
        if self.tracked and b'trackRevisions' not in s:
            self.parts['word/settings.xml'] = s.replace(b'<w:defaultTabStop', b'<w:trackRevisions/><w:defaultTabStop', 1)
        self.parts['word/document.xml'] = ser(self.root)
        write_zip(path, self.parts)


def ser(e):
    return etree.tostring(e, xml_declaration=True, encoding='UTF-8', standalone=True)


def write_zip(path, parts):
    """[Content_Types].xml first, a fixed time for each part: the same bytes at each run."""
    with zipfile.ZipFile(path, 'w') as z:
        for n in sorted(parts, key=lambda n: (n != '[Content_Types].xml', n)):
            i = zipfile.ZipInfo(n, (1980, 1, 1, 0, 0, 0)); i.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(i, parts[n])


def resolve(doc, accept):
    """Accepts or rejects all: rows, runs, moves, then paragraph marks (a mark that goes: the words go to the NEXT paragraph)."""
    keep, drop = (('ins', 'moveTo'), ('del', 'moveFrom')) if accept else (('del', 'moveFrom'), ('ins', 'moveTo'))
    root = doc.root
    K, D = [w + k for k in keep], [w + d for d in drop]
    inside = (w + 'rPr', w + 'trPr')
    for tr in list(root.iter(w + 'tr')):
        pr = tr.find(w + 'trPr')
        if pr is not None and any(pr.find(d) is not None for d in D):
            tr.getparent().remove(tr)
    for e in [e for e in root.iter(*D) if e.getparent() is not None and e.getparent().tag not in inside]:
        e.getparent().remove(e)
    for e in [e for e in root.iter(*K) if e.getparent() is not None and e.getparent().tag not in inside]:
        p = e.getparent(); i = p.index(e)
        for c in list(e):
            p.insert(i, c); i += 1
        p.remove(e)
    for e in list(root.iter(w + 'delText')):
        e.tag = w + 't'
    for p in list(root.iter(w + 'p')):
        rpr = p.find(w + 'pPr/' + w + 'rPr')
        if rpr is None:
            continue
        if any(rpr.find(d) is not None for d in D):
            n = p.getnext()
            while n is not None and n.tag != w + 'p' and n.tag not in (w + 'tbl', w + 'sectPr', w + 'sdt'):
                n = n.getnext()
            if n is not None and n.tag == w + 'p':
                at = 1 if n.find(w + 'pPr') is not None else 0
                for c in [c for c in p if c.tag != w + 'pPr']:
                    n.insert(at, c); at += 1
            p.getparent().remove(p)
        else:
            for k in K:
                for x in rpr.findall(k):
                    rpr.remove(x)
    return doc


def lines(doc):
    """The words that count: each paragraph with its style, the contents and the lists of graphs aside, blanks made one."""
    out = []
    for p in doc.paragraphs():
        s = doc.style(p)
        t = re.sub(r'\s+', ' ', text_of(p)).strip()
        if t and not doc.listed(p):
            out.append((s, t))
    return out


# -- the edits, as a co-facilitator makes them -----------------------------------------------------------------------------
# what, kind, (file, words there, how often they may stand), before, after


EDITS = [
    ('e01', 'word replaced', 'template', ('templates/summary.md', 'This exercise was another opportunity'), 'another opportunity', 'a further opportunity'),
    ('e02', 'sentence added', 'template', ('templates/climate.md', 'Climate change is one of the most critical issues'), '', ' Regional dialogue has to follow.'),
    ('e03', 'sentence deleted', 'template', ('templates/sdg.md', 'These can be sources of inspiration'), ' These can be sources of inspiration for other stakeholders in different parts of the world.', ''),
    ('e04', 'paragraph split', 'template', ('templates/sdg.md', 'The Sixth Global Meeting of ISCMs in 2016'), None, None),
    ('e05', 'paragraphs merged', 'report.toml', ('data/report.toml', "ISCMs call all stakeholders' action"), None, None),
    ('e06', 'list item added', 'report.toml', ('data/report.toml', "message = '''Improved data on migration can inform"), '', 'Remittances support the implementation of the SDGs.'),
    ('e07', 'paragraph moved', 'template', ('templates/sdg.md', 'This shows the diverse thematic focus'), None, None),
    ('e08', 'heading reworded', 'report.toml', ('data/report.toml', "title = '''Improved data on migration can inform"), 'can inform', 'should inform'),
    ('e09', 'caption reworded', 'report.toml', ('data/report.toml', 'caption = "GCM Objectives addressed by the ISCMs"'), 'addressed by the ISCMs', 'that the ISCMs address'),
    ('e10', 'number changed', 'figure', ('templates/summary.md', 'figure("response-rate.share")'), '60%', '62%'),
    ('e11', 'quotation changed', 'response', ('data/responses/midsa.toml', 'migrants should have equal access'), 'should have', 'must have'),
    ('e12', 'table cell changed', "tool's words", None, 'Responses', 'Answers received'),
]
ANCHOR = {
    'e01': ('This exercise was another opportunity', ''), 'e02': ('Climate change is one of the most critical issues', ''),
    'e03': ('These can be sources of inspiration', ''), 'e04': ('The work of ISCMs contributes directly', ''),
    'e05': ('As important players in migration governance', ''), 'e06': ('Improved data on migration can inform', 'KeyMessage'),
    'e07': ('This shows the diverse thematic focus', ''), 'e08': ('Improved data on migration can inform', 'Heading3'),
    'e09': ('GCM Objectives addressed by the ISCMs', 'Caption'), 'e10': ('twenty-four ISCMs from around the world', ''),
    'e11': ('In the decade of SDGs acceleration', 'Quote'), 'e12': ('Responses', 'TableNumber'),
}
MOVE_AFTER = 'Through this section the most recent effective practices'


def edit(doc):
    """All twelve edits in doc, tracked or not; returns the paragraphs that they are in."""
    at = {}
    for i, what, kind, place, before, after in EDITS:
        p = at[i] = doc.find(*ANCHOR[i])
        if what == 'paragraph split':
            doc.split(p, 'The Sixth Global Meeting of ISCMs in 2016')
        elif what == 'paragraphs merged':
            doc.merge(p)
        elif what == 'list item added':
            at[i] = doc.add_after(p, after)
        elif what == 'paragraph moved':
            at[i] = doc.move_after(p, doc.find(MOVE_AFTER))
        else:
            doc.replace(p, before, after, keep_bookmark=doc.tracked)
    return at


def comments(doc, at):
    """Five comments: a reason with a reply, one across two paragraphs, one on deleted words, one that is resolved."""
    ins = lambda p: [x for x in p.iter(w + 'ins') if x.getparent().tag != w + 'rPr'][0]
    dele = lambda p: [x for x in p.iter(w + 'del') if x.getparent().tag != w + 'rPr'][0]
    c0, ref = doc.comment(dele(at['e01']), ins(at['e01']), 'It was not the first.')
    doc.reply(c0, ref, 'Agreed.')
    a, b = doc.find('ISCMs shared their effective practices'), doc.find('This document summarizes the feedback')
    doc.comment(doc.runs(b)[0][0], doc.runs(doc.find('The survey revealed that while'))[-1][0], 'Could both paragraphs be shorter?', author='B. Facilitator', initials='BF', date='2023-07-20T11:00:00Z')
    d = dele(at['e03']); r = d.find(w + 'r')     # inside w:del, as Word and Google write it
    doc.comment(r, r, 'Not needed here.')
    doc.comment(dele(at['e10']), ins(at['e10']), '15 of 24 is 62%.', done=True)


EXPECTED_COMMENTS = [
    {'id': 'c0', 'text': 'It was not the first.', 'author': 'A. Facilitator', 'edit': 'e01', 'done': False, 'reply_to': None, 'anchor': 'another opportunity → a further opportunity'},
    {'id': 'c1', 'text': 'Agreed.', 'author': 'Secretariat', 'edit': 'e01', 'done': False, 'reply_to': 'c0', 'anchor': 'as c0'},
    {'id': 'c2', 'text': 'Could both paragraphs be shorter?', 'author': 'B. Facilitator', 'edit': None, 'done': False, 'reply_to': None, 'anchor': 'two paragraphs: “This document summarizes …” and “The survey revealed …”'},
    {'id': 'c3', 'text': 'Not needed here.', 'author': 'A. Facilitator', 'edit': 'e03', 'done': False, 'reply_to': None, 'anchor': 'deleted words'},
    {'id': 'c4', 'text': '15 of 24 is 62%.', 'author': 'A. Facilitator', 'edit': 'e10', 'done': True, 'reply_to': None, 'anchor': '60% → 62%'},
]


def noise(doc):
    """What Word changes by itself, and nothing else. Returns what was done."""
    done = []
    def typed(words, old, new, style=None):
        p = doc.find(words, style)
        for r, t in doc.runs(p):
            if old in t:
                x = r.find(w + 't'); x.text = t.replace(old, new); done.append(f'{old!r} → {new!r} in “{words[:40]}”'); return
        raise SystemExit(f'make_edits: no {old!r} in {words!r}')
    typed("ISCMs call all stakeholders' action to promote the implementation SDG target 10.7", "'", '\u2019')     # quotation mark
    typed('Recognize the importance of shared responsibility', '"Facilitate', '\u201cFacilitate')                  # in a quotation
    typed('Recognize the importance of shared responsibility', '"', '\u201d')
    typed('Urban Climate Migration: Challenges', ' - ', ' \u2013 ')                                                  # dash
    p = doc.find('in particular the United Nations High-level Political Forum')                                      # no-break hyphen: an element, no letter
    at = doc.words(p).index('November-December') + len('November')
    r = doc.cut_at(p, at); doc.cut_at(p, at + 1)
    t = r.find(w + 't'); t.getparent().replace(t, etree.Element(w + 'noBreakHyphen')); done.append("'-' → w:noBreakHyphen in “November-December”")
    typed('ISCMs have played important and growing role', 'for 2024. In', 'for 2024.\u00a0In')                       # no-break space
    typed('An update of the main SDGs addressed', 'compiled. An', 'compiled.  An')                                   # two blanks
    p = doc.find('in particular the United Nations High-level Political Forum')                                      # ordinal: 2nd → 2 + nd raised
    r = doc.cut_at(p, doc.words(p).index('2nd SDG Summit') + 1)
    doc.cut_at(p, doc.words(p).index('2nd SDG Summit') + 3)
    pr = r.find(w + 'rPr')
    if pr is None:
        pr = etree.Element(w + 'rPr'); r.insert(0, pr)
    pr.append(el('vertAlign', val='superscript')); done.append("'2nd' → '2' and raised 'nd'")
    for p in doc.paragraphs():                                                     # runs split by a save id or the speller, page breaks
        rs = [r for r, t in doc.runs(p) if len(t) > 40 and ' ' in t and r.getparent() is p]
        if not rs or doc.listed(p):
            continue
        r = rs[0]; t = r.find(w + 't').text; at = t.index(' ') + 1
        q = copy.deepcopy(r)
        q.find(w + 't').text = t[at:]; r.find(w + 't').text = t[:at]
        q.set(w + 'rsidR', '00AB12CD'); r.addnext(q)
        q.addprevious(el('proofErr', type='gramStart')); q.addnext(el('proofErr', type='gramEnd'))
        first = q.find(w + 't'); first.addprevious(etree.Element(w + 'lastRenderedPageBreak'))
    done.append('every long run split in two, with proofErr, rsidR and lastRenderedPageBreak')
    p = doc.find('This exercise was another opportunity')
    r = doc.runs(p)[0][0]
    tag = el('smartTag', uri='urn:schemas-microsoft-com:office:smarttags', element='place'); r.addprevious(tag); tag.append(r)
    done.append('a smartTag around a run')
    s = el('bookmarkStart', id='99999', name='_GoBack'); p.insert(1, s); s.addnext(el('bookmarkEnd', id='99999'))
    done.append('bookmark _GoBack')
    for p in doc.paragraphs()[:400]:
        if doc.style(p) == 'ListBullet':
            r, t = doc.runs(p)[-1]; r.find(w + 't').text = r.find(w + 't').text + ' '
            done.append('a blank at the end of a list item'); break
    return done


def wrapped(doc):
    """As Google Docs gives it back: runs in content controls, hidden bookmarks renamed, ids anew, no app.xml."""
    n = 0
    for p in doc.paragraphs():
        for r in [c for c in p if c.tag == w + 'r' and c.find(w + 't') is not None and c.find(w + 'fldChar') is None]:
            if n % 3 == 0:
                sdt = el('sdt'); pr = etree.SubElement(sdt, w + 'sdtPr')
                pr.append(el('tag', val='goog_rdk_%d' % n)); pr.append(el('id', val=str(100000 + n)))
                c = etree.SubElement(sdt, w + 'sdtContent'); r.addprevious(sdt); c.append(r)
            n += 1
    for i, b in enumerate(doc.root.iter(w + 'bookmarkStart')):
        b.set(w + 'name', 'id.%s' % format(0x1000 + i, 'x'))
    for f in doc.root.iter(w + 'instrText'):
        pass
    doc.parts.pop('docProps/app.xml', None)
    ct = etree.fromstring(doc.parts['[Content_Types].xml'])
    for o in list(ct):
        if o.get('PartName') == '/docProps/app.xml':
            ct.remove(o)
    doc.parts['[Content_Types].xml'] = ser(ct)
    rels = etree.fromstring(doc.parts['_rels/.rels'])
    for e in list(rels):
        if e.get('Target', '').endswith('app.xml'):
            rels.remove(e)
    doc.parts['_rels/.rels'] = ser(rels)
    return n


STRICT = [(W, 'http://purl.oclc.org/ooxml/wordprocessingml/main'), (ODR, 'http://purl.oclc.org/ooxml/officeDocument/relationships'),
          ('http://schemas.openxmlformats.org/drawingml/2006/main', 'http://purl.oclc.org/ooxml/drawingml/main'),
          ('http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing', 'http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing'),
          ('http://schemas.openxmlformats.org/drawingml/2006/picture', 'http://purl.oclc.org/ooxml/drawingml/picture'),
          ('http://schemas.openxmlformats.org/officeDocument/2006/extended-properties', 'http://purl.oclc.org/ooxml/officeDocument/extendedProperties')]


def strict(data):
    z = zipfile.ZipFile(io.BytesIO(data)); parts = {}
    for n in z.namelist():
        b = z.read(n)
        if n.endswith(('.xml', '.rels')):
            for a, c in STRICT:
                b = b.replace(a.encode(), c.encode())
            if n == 'word/document.xml':
                b = b.replace(b'<w:document ', b'<w:document w:conformance="strict" ', 1)
        parts[n] = b
    return parts


def soffice(program, src, fmt, out):
    """LibreOffice with a profile of its own; gives the path of what it wrote."""
    with tempfile.TemporaryDirectory() as d:
        r = subprocess.run([program, '--headless', '--norestore', '-env:UserInstallation=file://' + os.path.join(d, 'profile'), '--convert-to', fmt,
                            '--outdir', os.path.join(d, 'out'), src], capture_output=True, text=True, timeout=300)
        made = os.listdir(os.path.join(d, 'out')) if os.path.isdir(os.path.join(d, 'out')) else []
        if len(made) != 1:
            raise SystemExit(f'make_edits: {program} made nothing of {src}: {r.stderr[-300:]}')
        shutil.move(os.path.join(d, 'out', made[0]), out)


# -- edits at random places -----------------------------------------------------------------------------------------------
KINDS = ['replace', 'insert', 'cut', 'sentence', 'split', 'merge', 'add', 'move', 'remove']


def at_random(doc, seed):
    """Eighteen edits, two of each kind, in paragraphs that are not neighbours; returns what they are."""
    rng, edits = random.Random(seed), []
    all_paragraphs = doc.paragraphs()
    texts = [text_of(p) for p in all_paragraphs]

    def plain(i):
        p = all_paragraphs[i]
        return (0 < i < len(texts) - 1 and len(texts[i]) > 90 and texts.count(texts[i]) == 1 and not doc.listed(p) and p.getparent() is doc.body
                and p.find('.//' + w + 'fldChar') is None and p.find('.//' + w + 'footnoteReference') is None and doc.style(p) in ('', 'ListBullet', 'Quote', 'KeyMessage')
                and [c for c in p.iterdescendants(w + 'r') if c.getparent() is not p] == [])

    def next_is_plain(i):
        return plain(i) and plain(i + 1) and doc.style(all_paragraphs[i]) == doc.style(all_paragraphs[i + 1]) and all_paragraphs[i].getnext() is all_paragraphs[i + 1]

    free = {i for i in range(len(texts)) if plain(i)}
    for kind in KINDS * 2:
        i = rng.choice(sorted(i for i in free if kind != 'merge' or next_is_plain(i)))
        free -= set(range(i - 3, i + 4))
        p, full = all_paragraphs[i], doc.words(all_paragraphs[i])
        edit = {'what': kind, 'paragraph': squeezed(texts[i]), 'before': '', 'after': '', 'author': 'A. Facilitator' if doc.tracked else None}
        spots = [m.start() for m in re.finditer(' ', full)][2:-4]
        here = rng.choice(spots)
        if kind == 'replace':
            words = [x for x in re.findall(r'[a-zA-Z]{5,}', full) if len(re.findall(r'\b' + x + r'\b', full)) == full.count(x) == 1]
            edit['before'] = rng.choice(words); edit['after'] = 'otherwise%d' % i
            doc.replace(p, edit['before'], edit['after'])
        elif kind == 'insert':
            edit['after'] = 'namely%d' % i
            end = next((x for x in range(here + 1, len(full)) if full[x] == ' '), len(full))
            word = full[here:end]
            doc.replace(p, word, ' ' + edit['after'] + word, nth=full[:here].count(word))
        elif kind == 'cut':
            at = spots.index(here); end = (spots + [len(full)])[min(at + 3, len(spots))]
            edit['before'] = full[here:end]
            doc.replace(p, edit['before'], '', nth=len(re.findall(re.escape(edit['before']), full[:here + 1])))
        elif kind == 'sentence':
            edit['after'] = ' This is sentence %d of the editor.' % i
            doc.replace(p, '', edit['after'])
        elif kind == 'split':
            first = full[:here]
            word = full[here + 1:]
            doc.split(p, word)
            edit['before'], edit['after'] = first, word
        elif kind == 'merge':
            doc.merge(p)
        elif kind == 'add':
            edit['after'] = 'A paragraph %d that nobody had written before it came to mind.' % i
            doc.add_after(p, edit['after'])
        elif kind == 'move':
            to = rng.choice(sorted(j for j in free if abs(i - j) > 20 and all_paragraphs[j].getparent() is doc.body))
            free -= set(range(to - 3, to + 4))
            edit['after'] = squeezed(texts[to])
            doc.move_after(p, all_paragraphs[to], 'move%d' % (140000001 + i))
        elif kind == 'remove':
            doc.remove(p)
        edits.append({**edit, 'result': squeezed(text_of(p)) if kind in ('replace', 'insert', 'cut', 'sentence') else None})
    return edits


def both_views(file):
    """The words with all changes accepted, and with all rejected."""
    z = zipfile.ZipFile(file)
    parts = {n: z.read(n) for n in z.namelist()}
    for n in parts:
        if n.endswith(('.xml', '.rels')):
            for a, c in STRICT:
                parts[n] = parts[n].replace(c.encode(), a.encode())
    b = io.BytesIO()
    write_zip(b, parts)
    return [' '.join(' '.join(text_of(p) for p in resolve(Doc(b.getvalue()), accept).paragraphs()).split()) for accept in (True, False)]


def squeezed(text):
    return ' '.join(text.split())


def main():
    a = sys.argv[1:]
    if a[:1] == ['--words']:
        json.dump({os.path.basename(f): both_views(f) for f in a[1:]}, sys.stdout, ensure_ascii=False)
        return
    if a[:1] == ['--lines']:
        found = {f: [t for _, t in lines(Doc(open(os.path.join(a[1], f), 'rb').read()))] for f in os.listdir(a[1])}
        json.dump(found, sys.stdout, ensure_ascii=False)
        return
    lo = None
    if '--soffice' in a:
        i = a.index('--soffice'); lo = a[i + 1]; del a[i:i + 2]
    if len(a) != 2:
        raise SystemExit(__doc__)
    base, out = open(a[0], 'rb').read(), os.path.abspath(a[1])
    os.makedirs(out, exist_ok=True)
    path = lambda name: os.path.join(out, name)
    read = lambda name: open(path(name), 'rb').read()
    L0 = lines(Doc(base))

    def edited(doc, para, b, x):
        text = text_of(para)
        result = None if x is None else text.replace(b, x, 1) if b else text + x
        return {'paragraph': squeezed(text), 'result': result and squeezed(result)}

    def described(doc_before, tracked):
        rows = {}
        for i, what, kind, p, b, x in EDITS:
            para = doc_before.find(*ANCHOR[i])
            file, words = p or (None, None)
            rows[i] = {'what': what, 'kind': kind, 'file': file, 'words': words, 'before': b, 'after': x, **edited(doc_before, para, b, x), 'author': 'A. Facilitator' if tracked else None}
        return list(rows.values())

    report = {}
    # (a) tracked, with comments
    a_doc = Doc(base); at = edit(a_doc); comments(a_doc, at); a_doc.save(path('a-tracked.docx'))
    a_bytes = read('a-tracked.docx')
    report['a-tracked.docx'] = {'edits': described(Doc(base), True), 'comments': EXPECTED_COMMENTS}
    # (b) the same, typed over; the contents brought up to date by the editor, which is no edit
    b_doc = Doc(base); b_doc.tracked = False; edit(b_doc)
    for p in b_doc.paragraphs():
        if b_doc.listed(p):
            for t in p.iter(w + 't'):
                t.text = (t.text or '').replace('Improved data on migration can inform', 'Improved data on migration should inform').replace('GCM Objectives addressed by the ISCMs', 'GCM Objectives that the ISCMs address')
    b_doc.save(path('b-untracked.docx'))
    report['b-untracked.docx'] = {'edits': described(Doc(base), False), 'comments': []}
    # rejecting (a) gives the base, accepting it gives (b)
    Lb = lines(Doc(read('b-untracked.docx')))
    assert lines(resolve(Doc(a_bytes), False)) == L0, 'rejected is not the base'
    assert lines(resolve(Doc(a_bytes), True)) == Lb, 'accepted is not b'
    # (g) all accepted, then two more words typed over without tracking
    g = resolve(Doc(a_bytes), True); g.tracked = False
    g.replace(g.find('ISCMs shared their effective practices'), 'effective', 'good')
    g.replace(g.find('Strong partnerships are needed to raise awareness'), 'Strong partnerships', 'Partnerships')
    for e in [e for e in g.root.iter(w + 'commentRangeStart', w + 'commentRangeEnd')]:
        e.getparent().remove(e)
    for e in [e for e in g.root.iter(w + 'commentReference')]:
        e.getparent().getparent().remove(e.getparent())
    for n in ('word/comments.xml', 'word/commentsExtended.xml', 'word/commentsIds.xml'):
        g.parts.pop(n, None)
    for n, key in (('[Content_Types].xml', 'PartName'), ('word/_rels/document.xml.rels', 'Target')):
        t = etree.fromstring(g.parts[n])
        for o in list(t):
            if 'comments' in (o.get(key) or ''):
                t.remove(o)
        g.parts[n] = ser(t)
    g.parts['word/settings.xml'] = g.parts['word/settings.xml'].replace(b'<w:trackRevisions/>', b'')
    g.save(path('g-accepted-then-edited.docx'))
    extra = [{'what': 'word replaced', 'kind': kind, 'file': file, 'words': words, 'before': b, 'after': x, **edited(Doc(base), Doc(base).find(para), b, x), 'author': None}
             for kind, file, words, para, b, x in (('template', 'templates/summary.md', 'effective practices relevant', 'ISCMs shared their effective practices', 'effective', 'good'),
                                                   ('report.toml', 'data/report.toml', "Strong partnerships are needed to raise", 'Strong partnerships are needed to raise awareness', 'Strong partnerships', 'Partnerships'))]
    report['g-accepted-then-edited.docx'] = {'edits': described(Doc(base), False) + extra, 'comments': []}
    # (d) two reviewers
    for name, author, jobs in (
        ('d-reviewer-1.docx', 'A. Facilitator', [('This exercise was another opportunity', 'another opportunity', 'a further opportunity'),
            ('This shows the diverse thematic focus', 'diverse thematic', 'broad'), ('ISCMs shared their effective practices', '', ' They are in the annex.'),
            ('In the decade of SDGs acceleration', 'should have', 'must have'), ('ISCMs have played important and growing role', 'important and growing role', 'an important and growing role')]),
        ('d-reviewer-2.docx', 'B. Facilitator', [('This exercise was another opportunity', 'another opportunity', 'one more occasion'),
            ('This shows the diverse thematic focus', 'the diverse thematic focus of ISCMs', 'how diverse ISCMs are'), ('ISCMs shared their effective practices', '', ' Examples follow.'),
            ('In the decade of SDGs acceleration', 'should have', 'must have'), ('ISCMs have played important and growing role', 'Regional Reviews', 'regional reviews')])):
        r = Doc(base); r.author = author; r.date = '2023-07-2%dT10:00:00Z' % (0 if name.endswith('1.docx') else 1)
        for words, b, x in jobs:
            r.replace(r.find(words), b, x)
        r.save(path(name))
        report[name] = {'edits': [{'what': 'words', **edited(Doc(base), Doc(base).find(words), b, x), 'author': author} for words, b, x in jobs], 'comments': []}
    # (f) noise
    f = Doc(base); f.tracked = False; done = noise(f); f.save(path('f-noise.docx'))
    report['f-noise.docx'] = {'edits': [], 'comments': [], 'typographic': done}
    # (h) as Google Docs gives it back
    h = Doc(base); h.tracked = False; wrapped(h); assert lines(h) == L0; h.save(path('h-wrapped.docx'))
    report['h-wrapped.docx'] = {'edits': [], 'comments': []}
    # (i) strict, (j) macro-enabled content type
    write_zip(path('i-strict.docx'), strict(a_bytes)); report['i-strict.docx'] = {'as': 'a-tracked.docx'}
    z = zipfile.ZipFile(io.BytesIO(a_bytes)); parts = {n: z.read(n) for n in z.namelist()}
    parts['[Content_Types].xml'] = parts['[Content_Types].xml'].replace(b'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', b'application/vnd.ms-word.document.macroEnabled.main+xml')
    write_zip(path('j-macro.docm'), parts); report['j-macro.docm'] = {'as': 'a-tracked.docx'}
    # (s) edits at random places: odd seeds tracked, even ones typed over; every third without any bookmark
    for seed in range(1, 10):
        s = Doc(base); s.tracked = seed % 2 == 1
        if seed % 3 == 0:
            for e in [e for e in s.root.iter(w + 'bookmarkStart', w + 'bookmarkEnd')]:
                e.getparent().remove(e)
        name = 's-seed-%d.docx' % seed
        report[name] = {'edits': at_random(s, seed), 'comments': []}
        s.save(path(name))
    if lo:
        soffice(lo, path('a-tracked.docx'), 'docx:MS Word 2007 XML', path('c-tracked-libreoffice.docx'))
        soffice(lo, path('base.docx') if os.path.exists(path('base.docx')) else a[0], 'docx:MS Word 2007 XML', path('e-untouched-libreoffice.docx'))
        soffice(lo, a[0], 'odt', path('e-untouched.odt'))
        for name in ('a-tracked', 'b-untracked', 's-seed-1', 's-seed-2'):
            soffice(lo, path(name + '.docx'), 'odt', path(name + '.odt'))
            report[name + '.odt'] = {'as': name + '.docx'}
        for seed in (1, 2):
            soffice(lo, path('s-seed-%d.docx' % seed), 'docx:MS Word 2007 XML', path('s-seed-%d-libreoffice.docx' % seed))
            report['s-seed-%d-libreoffice.docx' % seed] = {'as': 's-seed-%d.docx' % seed}
        report['c-tracked-libreoffice.docx'] = {'as': 'a-tracked.docx'}
        report['e-untouched-libreoffice.docx'] = report['e-untouched.odt'] = {'edits': [], 'comments': []}
    json.dump(report, open(path('expected.json'), 'w', encoding='utf-8'), ensure_ascii=False, indent=1)


main()
