// Command interop lets golang.org/x/mod/sumdb check what Waymark writes, and the other way round.
//
//	interop make DIR    write keys, tiles, checkpoints and proofs that Go's packages made
//	interop check DIR   check a folder of this layout, which Waymark made, with Go's packages
//
//	vkey, witness       the keys of the log and of its witness, one line each
//	checkpoint          of the whole tree, signed and cosigned
//	older               a checkpoint of a part of it
//	tile/...            C2SP tlog-tiles
//	proofs              lines: inclusion SIZE INDEX HASH..., consistency SIZE OLDSIZE HASH...
//	inclusion.tlog-proof, consistency.proof     proof files; only Waymark writes the second
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	size   = 600
	older  = 300
	height = 8
	origin = "waymark.example/events"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: interop make|check DIR")
	}
	dir := os.Args[2]
	switch os.Args[1] {
	case "make":
		makeLog(dir)
	case "check":
		checkLog(dir)
	default:
		fail("unknown command %s", os.Args[1])
	}
	fmt.Println("ok")
}

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func must(what string, err error) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

// newKey returns the same key for the same byte.
func newKey(value byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{value}, ed25519.SeedSize))
}

// texts returns the text forms of a key, which note.GenerateKey would choose at random.
func texts(name string, key ed25519.PrivateKey) (skey, vkey string) {
	vkey, err := note.NewEd25519VerifierKey(name, key.Public().(ed25519.PublicKey))
	must("key", err)
	hash := strings.Split(vkey, "+")[1]
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, key.Seed()...))
	return fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", name, hash, secret), vkey
}

// cosigner makes and verifies cosignatures (C2SP tlog-cosignature, Ed25519), for which x/mod has no code.
type cosigner struct {
	name string
	hash uint32
	pub  ed25519.PublicKey
	priv ed25519.PrivateKey
}

func newCosigner(name string, pub ed25519.PublicKey, priv ed25519.PrivateKey) *cosigner {
	sum := sha256.Sum256(append([]byte(name+"\n\x04"), pub...))
	return &cosigner{name, binary.BigEndian.Uint32(sum[:]), pub, priv}
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) vkey() string {
	key := base64.StdEncoding.EncodeToString(append([]byte{4}, c.pub...))
	return fmt.Sprintf("%s+%08x+%s", c.name, c.hash, key)
}

func cosigned(time uint64, msg []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), msg...)
}

func (c *cosigner) Sign(msg []byte) ([]byte, error) {
	const time = 1679315147
	sig := make([]byte, 8)
	binary.BigEndian.PutUint64(sig, time)
	return append(sig, ed25519.Sign(c.priv, cosigned(time, msg))...), nil
}

func (c *cosigner) Verify(msg, sig []byte) bool {
	return len(sig) == 8+ed25519.SignatureSize &&
		ed25519.Verify(c.pub, cosigned(binary.BigEndian.Uint64(sig), msg), sig[8:])
}

// hashes keeps all hashes of a tree by tlog's numbering.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = h[index]
	}
	return out, nil
}

func write(dir, name string, data []byte) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	must(name, os.MkdirAll(filepath.Dir(path), 0o755))
	must(name, os.WriteFile(path, data, 0o644))
}

func entry(i int) []byte { return []byte(fmt.Sprintf("entry %d", i)) }

func makeLog(dir string) {
	var all hashes
	for i := 0; i < size; i++ {
		more, err := tlog.StoredHashes(int64(i), entry(i), all)
		must("stored hashes", err)
		all = append(all, more...)
	}
	skey, vkey := texts(origin, newKey(1))
	signer, err := note.NewSigner(skey)
	must("signer", err)
	witnessKey := newKey(2)
	witness := newCosigner("witness.example/w1", witnessKey.Public().(ed25519.PublicKey), witnessKey)
	write(dir, "skey", []byte(skey+"\n"))
	write(dir, "vkey", []byte(vkey+"\n"))
	write(dir, "witness", []byte(witness.vkey()+"\n"))
	checkpoint := sign(all, size, signer, witness)
	write(dir, "checkpoint", checkpoint)
	write(dir, "older", sign(all, older, signer))
	for _, tile := range tlog.NewTiles(height, 0, size) {
		data, err := tlog.ReadTileData(tile, all)
		must("tile", err)
		write(dir, servedPath(tile), data)
	}
	writeBundles(dir)
	write(dir, "proofs", proofs(all))
	write(dir, "inclusion.tlog-proof", inclusionFile(all, 420, checkpoint))
}

func sign(all hashes, n int64, signers ...note.Signer) []byte {
	root, err := tlog.TreeHash(n, all)
	must("root", err)
	msg, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", origin, n, root)}, signers...)
	must("sign", err)
	return msg
}

// servedPath is the path of a tile in C2SP tlog-tiles: that of sumdb without the height.
func servedPath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

func writeBundles(dir string) {
	for from := 0; from < size; from += 256 {
		var bundle []byte
		to := from
		for ; to < size && to < from+256; to++ {
			data := entry(to)
			bundle = append(bundle, byte(len(data)>>8), byte(len(data)))
			bundle = append(bundle, data...)
		}
		name := fmt.Sprintf("tile/entries/%03d", from/256)
		if to-from < 256 {
			name += fmt.Sprintf(".p/%d", to-from)
		}
		write(dir, name, bundle)
	}
}

func proofs(all hashes) []byte {
	var out bytes.Buffer
	for _, n := range []int64{1, 2, 3, 7, 8, 64, 130, 257, 513, size} {
		for i := int64(0); i < n; i += 1 + n/8 {
			proof, err := tlog.ProveRecord(n, i, all)
			must("prove record", err)
			writeProof(&out, "inclusion", n, i, proof)
			tree, err := tlog.ProveTree(n, i+1, all)
			must("prove tree", err)
			writeProof(&out, "consistency", n, i+1, tree)
		}
	}
	return out.Bytes()
}

func writeProof(out *bytes.Buffer, kind string, n, i int64, proof []tlog.Hash) {
	fmt.Fprintf(out, "%s %d %d", kind, n, i)
	for _, hash := range proof {
		fmt.Fprintf(out, " %s", hash)
	}
	fmt.Fprintln(out)
}

func inclusionFile(all hashes, index int64, checkpoint []byte) []byte {
	proof, err := tlog.ProveRecord(size, index, all)
	must("prove record", err)
	var out bytes.Buffer
	fmt.Fprintf(&out, "c2sp.org/tlog-proof@v1\nindex %d\n", index)
	for _, hash := range proof {
		fmt.Fprintln(&out, hash)
	}
	fmt.Fprintf(&out, "\n%s", checkpoint)
	return out.Bytes()
}

func read(dir, name string) []byte {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	must(name, err)
	return data
}

// tiles reads a folder of tiles.
type tiles struct {
	dir string
}

func (t tiles) Height() int                         { return height }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(servedPath(tile))))
		if err != nil {
			full := tile
			full.W = 1 << height
			data, err = os.ReadFile(filepath.Join(t.dir, filepath.FromSlash(servedPath(full))))
			if err != nil {
				return nil, err
			}
			data = data[:tile.W*tlog.HashSize]
		}
		out = append(out, data)
	}
	return out, nil
}

// open verifies a checkpoint and returns its tree.
func open(msg []byte, signatures int, verifiers ...note.Verifier) tlog.Tree {
	opened, err := note.Open(msg, note.VerifierList(verifiers...))
	must("open", err)
	if len(opened.Sigs) != signatures || len(opened.UnverifiedSigs) != 0 {
		fail("%d verified and %d unknown signatures", len(opened.Sigs), len(opened.UnverifiedSigs))
	}
	lines := strings.Split(opened.Text, "\n")
	n, err := strconv.ParseInt(lines[1], 10, 64)
	must("size", err)
	root, err := tlog.ParseHash(lines[2])
	must("root", err)
	return tlog.Tree{N: n, Hash: root}
}

func checkLog(dir string) {
	log, err := note.NewVerifier(strings.TrimSpace(string(read(dir, "vkey"))))
	must("vkey", err)
	witness := parseWitness(strings.TrimSpace(string(read(dir, "witness"))))
	tree := open(read(dir, "checkpoint"), 2, log, witness)
	old := open(read(dir, "older"), 1, log)
	reader := tlog.TileHashReader(tree, tiles{dir})
	root, err := tlog.TreeHash(tree.N, reader)
	must("root of the tiles", err)
	if root != tree.Hash {
		fail("the tiles have root %s, the checkpoint %s", root, tree.Hash)
	}
	entries := readEntries(dir, tree.N)
	for i, data := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		must("prove record", err)
		must("check record", tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(data)))
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	must("prove tree", err)
	must("check tree", tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	checkProofs(dir, entries)
	checkInclusionFile(dir, entries, log, witness)
	checkConsistencyFile(dir, log, witness)
}

func parseWitness(vkey string) *cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must("witness", err)
	witness := newCosigner(parts[0], ed25519.PublicKey(key[1:]), nil)
	if witness.vkey() != vkey {
		fail("the witness's key is %s, not %s", witness.vkey(), vkey)
	}
	return witness
}

func readEntries(dir string, n int64) [][]byte {
	var all [][]byte
	for from := int64(0); from < n; from += 256 {
		name := fmt.Sprintf("tile/entries/%03d", from/256)
		if n-from < 256 {
			name += fmt.Sprintf(".p/%d", n-from)
		}
		for bundle := read(dir, name); len(bundle) > 0; {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	if int64(len(all)) != n {
		fail("%d entries in the bundles of a tree of %d", len(all), n)
	}
	return all
}

func parseHashes(words []string) []tlog.Hash {
	var out []tlog.Hash
	for _, word := range words {
		hash, err := tlog.ParseHash(word)
		must("hash", err)
		out = append(out, hash)
	}
	return out
}

func checkProofs(dir string, entries [][]byte) {
	var all hashes
	for i, data := range entries {
		more, err := tlog.StoredHashes(int64(i), data, all)
		must("stored hashes", err)
		all = append(all, more...)
	}
	lines := strings.Split(strings.TrimSpace(string(read(dir, "proofs"))), "\n")
	for _, line := range lines {
		words := strings.Split(line, " ")
		n, err := strconv.ParseInt(words[1], 10, 64)
		must("size", err)
		i, err := strconv.ParseInt(words[2], 10, 64)
		must("index", err)
		proof := parseHashes(words[3:])
		root, err := tlog.TreeHash(n, all)
		must("root", err)
		if words[0] == "inclusion" {
			must(line, tlog.CheckRecord(proof, n, root, i, tlog.RecordHash(entries[i])))
		} else {
			oldRoot, err := tlog.TreeHash(i, all)
			must("root", err)
			must(line, tlog.CheckTree(proof, n, root, i, oldRoot))
		}
	}
}

func checkInclusionFile(dir string, entries [][]byte, verifiers ...note.Verifier) {
	parts := strings.SplitN(string(read(dir, "inclusion.tlog-proof")), "\n\n", 2)
	tree := open([]byte(parts[1]), 2, verifiers...)
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") {
		fail("the proof begins with %s, %s", lines[0], lines[1])
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must("extra", err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must("index", err)
	if !bytes.Equal(data, entries[index]) {
		fail("the extra data is not entry %d", index)
	}
	proof := parseHashes(lines[3:])
	must("check record", tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(data)))
}

func checkConsistencyFile(dir string, log, witness note.Verifier) {
	parts := strings.Split(string(read(dir, "consistency.proof")), "\n\n")
	if len(parts) != 5 {
		fail("%d parts in the consistency proof", len(parts))
	}
	old := open([]byte(parts[1]+"\n\n"+parts[2]+"\n"), 1, log)
	tree := open([]byte(parts[3]+"\n\n"+parts[4]), 2, log, witness)
	proof := parseHashes(strings.Split(parts[0], "\n")[1:])
	must("check tree", tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
}
