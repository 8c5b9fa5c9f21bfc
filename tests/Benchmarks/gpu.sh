#!/usr/bin/env bash
# Checks the Torch engine on a CUDA device and measures its speed. It compares losses with the vector kernels. Then it prints the
# tables for results/torch.md: network-epochs/s and evaluations/s for B = 64 ... 65536, and sweeps of several sizes beside the
# Simd engine, from which to set the threshold of Auto. It fails with the reason if the device or its libtorch is missing, or if
# the losses differ.
#
#   tests/Benchmarks/gpu.sh [device]        device: cuda (default), cuda:N, or cpu to try the script without a GPU
#
# It publishes self-contained, so that the folder can be copied to a machine without the .NET SDK. Optional variables:
#   PUBLISHED                 a folder with an earlier publish; the script then builds nothing
#   UNIVERSALAPPROX_LIBTORCH  a folder with libtorch 2.10.0 for CUDA 12.8 (for example from an unpacked libtorch archive or from
#                             Python's torch 2.10.0); the publish then needs no CUDA package and carries no libtorch
#   LARGEST                   the largest batch (default 65536)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
device="${1:-cuda}"

if [[ -z "${PUBLISHED:-}" ]]; then
    PUBLISHED="$here/../../artifacts/gpu"
    cuda=false
    # Without that variable the CUDA package brings libtorch.
    [[ "$device" != cpu && -z "${UNIVERSALAPPROX_LIBTORCH:-}" ]] && cuda=true
    dotnet publish "$here/Torch/TorchBenchmarks.fsproj" -c Release -r linux-x64 --self-contained \
        -p:Cuda="$cuda" -o "$PUBLISHED" >&2 || {
        if [[ "$cuda" == true ]]; then
            echo "The publish with TorchSharp-cuda-linux failed; the reason is above. If you have a libtorch for CUDA, set UNIVERSALAPPROX_LIBTORCH to its folder; then the package is not needed." >&2
        fi
        exit 1
    }
fi

exec "$PUBLISHED/torch-benchmarks" device "$device" "${LARGEST:-65536}"
